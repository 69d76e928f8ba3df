import { and, eq, isNotNull } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import { type DoctorStep, doctorStep } from '#contract/oauth.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import { flag, json, type Reader, timestampMs, type Writer } from '#main/store/index.ts';

const key = {
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  connectionId: text('connection_id').$type<ConnectionId>().notNull(),
};

/** Mirror of `0018_oauth_leases.sql`. */
export const oauthTokens = sqliteTable(
  'oauth_tokens',
  {
    ...key,
    status: text('status', { enum: ['none', 'ok', 'needsSignIn', 'revoked'] }).notNull(),
    statusReason: text('status_reason'),
    obtainedAt: timestampMs('obtained_at'),
    expiresAt: timestampMs('expires_at'),
    refreshable: flag('refreshable').notNull(),
    requestedScopes: json('requested_scopes', z.array(z.string())).notNull(),
    grantedScopes: json('granted_scopes', z.array(z.string())),
    tokenType: text('token_type'),
    clockSkewMs: integer('clock_skew_ms'),
    generation: integer('generation').notNull(),
    underWay: text('under_way', { enum: ['refresh', 'signIn'] }),
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

/** Which connection the tokens belong to. */
export interface TokenKey {
  readonly tenantId: TenantId;
  readonly id: ConnectionId;
}

function ofConnection({ tenantId, id }: TokenKey) {
  return and(eq(oauthTokens.tenantId, tenantId), eq(oauthTokens.connectionId, id));
}

/** What is known of a connection's tokens; null before its first sign-in. */
export function readTokenRow(r: Reader, key: TokenKey): TokenRow | null {
  return r.select().from(oauthTokens).where(ofConnection(key)).get() ?? null;
}

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
    })
    .returning()
    .get();
}

export function changeTokenRow(w: Writer, key: TokenKey, changes: Partial<TokenRow>): void {
  w.update(oauthTokens).set(changes).where(ofConnection(key)).run();
}

/** The connections whose tokens can be renewed and have an end. */
export function readRefreshable(r: Reader): TokenKey[] {
  const { tenantId, connectionId: id, status, refreshable, expiresAt } = oauthTokens;
  const renewable = and(eq(status, 'ok'), eq(refreshable, true), isNotNull(expiresAt));
  return r.select({ tenantId, id }).from(oauthTokens).where(renewable).all();
}

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
