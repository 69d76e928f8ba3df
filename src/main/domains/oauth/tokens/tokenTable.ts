import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { type ConnectionId, connectionId, type TenantId } from '#contract/common.ts';
import { type DoctorStep, doctorStep } from '#contract/oauth.ts';
import type { OAuthConfig, TokenState } from '#contract/oauthConfig.ts';
import { type ConnectionRow, inWordsOf } from '#main/domains/connections/index.ts';
import { defineJobs, isLeased, leaseOwner, takeLease } from '#main/jobs/index.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { builtOnce, clockSlackMs, flag, json, type Reader, timestampMs, type Writer } from '#main/store/index.ts';
import { headerForms, type ServerHabits } from '../protocol/clientIdentity.ts';

/** What fetching and renewing tokens works with. */
export type TokenContext = Pick<Kernel, 'store' | 'vault' | 'outbound' | 'facts' | 'jobs' | 'events' | 'now'>;

/** Which connection the tokens belong to. */
export interface TokenKey {
  readonly tenantId: TenantId;
  readonly id: ConnectionId;
}

/** A connection's OAuth2 part: its settings, and where its secret stands. */
export interface OAuthConnection extends TokenKey {
  readonly row: ConnectionRow;
  readonly name: string;
  readonly config: OAuthConfig;
  readonly secretField: string;
}

const key = {
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  connectionId: text('connection_id').$type<ConnectionId>().notNull(),
};

/** Mirror of `0018_oauth_leases.sql` and `0022_oauth_habits.sql`. */
export const oauthTokens = sqliteTable(
  'oauth_tokens',
  {
    ...key,
    status: text('status', { enum: ['none', 'ok', 'needsSignIn', 'revoked'] }).notNull(),
    statusReason: text('status_reason'),
    obtainedAt: timestampMs('obtained_at'),
    expiresAt: timestampMs('expires_at'),
    refreshable: flag('refreshable').notNull(),
    requestedScopes: json('requested_scopes', z.array(z.string()), []).notNull(),
    grantedScopes: json('granted_scopes', z.array(z.string()), []),
    tokenType: text('token_type'),
    clockSkewMs: integer('clock_skew_ms'),
    generation: integer('generation').notNull(),
    underWay: text('under_way', { enum: ['refresh', 'signIn'] }),
    headerForm: text('header_form', { enum: headerForms }),
    /** Renewals that failed in a row without a refusal. */
    failures: integer('failures').notNull(),
    /** Null in rows from before anyone was asked. The vault vouches for it: see `writeConfirmed`. */
    confirmedOrigins: json('confirmed_origins', z.array(z.string()), []),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.connectionId] })],
);
export type TokenRow = typeof oauthTokens.$inferSelect;

/** Mirror of `0010_oauth.sql`: the steps of the last flow of each connection. */
export const oauthExchanges = sqliteTable(
  'oauth_exchanges',
  { ...key, at: timestampMs('at').notNull(), steps: json('steps', z.array(doctorStep)).notNull() },
  (table) => [primaryKey({ columns: [table.tenantId, table.connectionId] })],
);

function ofConnection({ tenantId, id }: TokenKey) {
  return and(eq(oauthTokens.tenantId, tenantId), eq(oauthTokens.connectionId, id));
}

/** What is known of a connection's tokens; null before its first sign-in. */
export function readTokenRow(r: Reader, key: TokenKey): TokenRow | null {
  return tokenQuery(r).get({ tenantId: key.tenantId, connectionId: key.id }) ?? null;
}

/** Lists ask for every connection with tokens. */
const tokenQuery = builtOnce((r) => {
  const { tenantId, connectionId } = oauthTokens;
  const one = and(eq(tenantId, sql.placeholder('tenantId')), eq(connectionId, sql.placeholder('connectionId')));
  return r.select().from(oauthTokens).where(one).prepare();
});

/** The row, made where it is missing. */
export function requireTokenRow(w: Writer, key: TokenKey): TokenRow {
  const known = readTokenRow(w, key);
  if (known) return known;
  return w
    .insert(oauthTokens)
    .values({
      tenantId: key.tenantId,
      connectionId: key.id,
      status: 'none',
      refreshable: false,
      requestedScopes: [],
      generation: 0,
      failures: 0,
      confirmedOrigins: [],
    })
    .returning()
    .get();
}

export function changeTokenRow(w: Writer, key: TokenKey, changes: Partial<TokenRow>): void {
  w.update(oauthTokens).set(changes).where(ofConnection(key)).run();
}

/** The connections whose tokens can be renewed and have an end. */
function readRefreshable(r: Reader): TokenKey[] {
  const { tenantId, connectionId: id, status, refreshable, expiresAt } = oauthTokens;
  const renewable = and(eq(status, 'ok'), eq(refreshable, true), isNotNull(expiresAt));
  return r.select({ tenantId, id }).from(oauthTokens).where(renewable).all();
}

/** What earlier flows learned of the server. */
export function habitsOf(row: TokenRow | null): ServerHabits {
  if (row === null) return { skewMs: null, headerForm: null, confirmedOrigins: [] };
  return { skewMs: row.clockSkewMs, headerForm: row.headerForm, confirmedOrigins: row.confirmedOrigins };
}

/**
 * Keeps where the secrets of a connection may go besides the issuer's own origin, in the caller's transaction; the vault vouches for it.
 * Throws VAULT_LOCKED, or NO_SECRET where settings were changed past the console.
 */
export function writeConfirmed(
  { vault }: Pick<TokenContext, 'vault'>,
  w: Writer,
  { tenantId, id, name }: TokenKey & { readonly name: string },
  origins: readonly string[],
): void {
  const write = () => changeTokenRow(w, { tenantId, id }, { confirmedOrigins: origins.slice(0, mostOrigins) });
  inWordsOf(name, () => vault.changeSettings(w, { tenantId, table: 'connections', id }, write));
}

const mostOrigins = 20;

/** What may be shown of the tokens. */
export function toTokenState(row: TokenRow | null): TokenState {
  return {
    obtainedAt: row?.obtainedAt ?? null,
    expiresAt: row?.expiresAt ?? null,
    refreshable: row?.refreshable ?? false,
    requestedScopes: row?.requestedScopes ?? [],
    grantedScopes: row?.grantedScopes ?? null,
    tokenType: row?.tokenType ?? null,
    clockSkewMs: row?.clockSkewMs ?? null,
  };
}

/** Keeps the steps of the last flow, in the place of those before. They are redacted already. */
export function saveSteps(w: Writer, { tenantId, id }: TokenKey, at: number, steps: readonly DoctorStep[]): void {
  const kept = steps.slice(-mostSteps);
  w.insert(oauthExchanges)
    .values({ tenantId, connectionId: id, at, steps: kept })
    .onConflictDoUpdate({ target: [oauthExchanges.tenantId, oauthExchanges.connectionId], set: { at, steps: kept } })
    .run();
}

/** A device code is polled many times. */
const mostSteps = 30;

/** The steps of the last flow; null before the first. */
export function readSteps(r: Reader, { tenantId, id }: TokenKey): { at: number; steps: DoctorStep[] } | null {
  const mine = and(eq(oauthExchanges.tenantId, tenantId), eq(oauthExchanges.connectionId, id));
  return (
    r.select({ at: oauthExchanges.at, steps: oauthExchanges.steps }).from(oauthExchanges).where(mine).get() ?? null
  );
}

/** Longer than a request may take, so that only the lease of someone who is gone runs out. */
export const leaseMs = 45_000;

/** The right to request new tokens, for one process at a time. */
export interface Lease {
  readonly owner: string;
  /** The row as it was when the lease was taken. */
  readonly row: TokenRow;
  /** Steps of a flow that a process did not live to finish; empty where there was none. */
  readonly interrupted: DoctorStep[];
}

type RenewalTurn = { kind: 'mine'; lease: Lease } | { kind: 'wait' } | { kind: 'done' };

export const leaseName = ({ tenantId, id }: TokenKey): string => `oauth:${tenantId}:${id}`;

/**
 * Takes the lease in one immediate transaction and notes what is about to happen, before anything is sent. `done`: tokens newer than
 * `generation` are there already. `wait`: another process is at it.
 */
export function takeRenewalLease(
  context: Pick<TokenContext, 'store' | 'now'>,
  key: TokenKey,
  generation: number,
  url: string,
): RenewalTurn {
  return context.store.write((w) => {
    const row = requireTokenRow(w, key);
    const now = context.now();
    if (row.generation > generation) return { kind: 'done' };
    const owner = leaseOwner();
    if (!takeLease(w, leaseName(key), owner, now, now + leaseMs)) return { kind: 'wait' };
    const interrupted = row.underWay === null ? [] : interruptedSteps(readSteps(w, key)?.steps ?? []);
    changeTokenRow(w, key, { underWay: 'refresh' });
    saveSteps(w, key, now, [...interrupted, pendingStep('refresh', url, now)]);
    return { kind: 'mine', lease: { owner, row, interrupted } };
  });
}

/** Whether tokens were requested by someone who is gone, without a note of how it ended. */
export function wasInterrupted(r: Reader, key: TokenKey, row: TokenRow | null, now: number): boolean {
  return row !== null && row.underWay !== null && !isLeased(r, leaseName(key), now);
}

/** The note of a request before it is sent. */
export function pendingStep(name: DoctorStep['name'], url: string, at: number): DoctorStep {
  return {
    at,
    name,
    method: 'POST',
    url,
    requestHeaders: [],
    requestBody: null,
    status: null,
    responseHeaders: [],
    responseBody: null,
    durationMs: null,
    error: null,
    code: null,
  };
}

/** Steps of a flow that ended with its process: the last one, which had no response, says so. */
export function interruptedSteps(steps: readonly DoctorStep[]): DoctorStep[] {
  const error = 'Patchbay ended before the answer was stored.';
  return steps.map((step, index) => (index === steps.length - 1 ? { ...step, code: 'INTERRUPTED', error } : step));
}

export const tokenJobs = defineJobs('oauth', {
  renew: {
    title: 'Renew an OAuth2 token before it expires',
    payload: z.object({ connectionId }),
    concurrency: 4,
    // A laptop may be offline for hours; a request that needs the token renews it as well.
    attempts: 12,
  },
});

const aheadMs = 60_000;
const aheadPart = 0.1;

type Times = Pick<TokenRow, 'obtainedAt' | 'expiresAt'>;

/** When a token is to be renewed: a minute before its end, or at the last tenth of a short life. Null where it has no end. */
export function renewalTime({ obtainedAt, expiresAt }: Times): number | null {
  if (expiresAt === null) return null;
  const life = expiresAt - (obtainedAt ?? expiresAt);
  return expiresAt - Math.min(aheadMs, life * aheadPart);
}

export function needsRenewal(times: Times, now: number): boolean {
  const at = renewalTime(times);
  // A token from the future came while the clock was ahead: nobody knows how old it is.
  return at !== null && (now >= at || (times.obtainedAt ?? now) > now + clockSlackMs);
}

/** Whether a token no longer works at all. */
export function hasExpired({ expiresAt }: Times, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}

/** Plans the renewal of the tokens as they are, in the transaction that wrote them; takes back the one of before. */
export function planRenewal({ jobs }: Pick<TokenContext, 'jobs'>, w: Writer, key: TokenKey): void {
  const row = readTokenRow(w, key);
  const at = row?.status === 'ok' && row.refreshable ? renewalTime(row) : null;
  if (at === null) jobs.cancel(w, tokenJobs.renew, leaseName(key));
  else
    jobs.enqueue(w, tokenJobs.renew, {
      tenantId: key.tenantId,
      payload: { connectionId: key.id },
      key: leaseName(key),
      runAt: Math.ceil(at),
    });
}

/** Plans the renewals of tokens that were written before renewals were jobs. */
export function planMissingRenewals({ store, jobs }: Pick<TokenContext, 'store' | 'jobs'>): void {
  store.record((w) => {
    for (const key of readRefreshable(w))
      if (jobs.nextRunAt(w, tokenJobs.renew, leaseName(key)) === null) planRenewal({ jobs }, w, key);
  });
}
