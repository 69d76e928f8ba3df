import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { oauthFaults } from '#contract/oauth.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import { type AccessToken, type ConnectionRow, oauthPart, type TokenSource } from '#main/domains/connections/index.ts';
import type { JobResult } from '#main/jobs/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { renewingSystem } from '../facts.ts';
import { needsSignIn } from '../faults.ts';
import {
  createTokenWriter,
  endTokens,
  findOAuthConnection,
  forgetTokens,
  oauthConnectionOf,
  openClientSecret,
  openToken,
  requireOAuthConnection,
  requireOpenVault,
  sendTokenNotice,
  type TokenWriter,
} from '../oauthConnection.ts';
import { isUnattended, renewGrant } from '../protocol/client.ts';
import { createRecorder } from '../protocol/recorder.ts';
import { recordRefusal } from './refusal.ts';
import {
  habitsOf,
  hasExpired,
  type Lease,
  leaseName,
  needsRenewal,
  type OAuthConnection,
  readTokenRow,
  renewalTime,
  type TokenContext,
  type TokenRow,
  takeRenewalLease,
  toTokenState,
} from './tokenTable.ts';

/** Tokens of OAuth2 connections, renewed ahead of their end and once after a 401, one renewal at a time. */
export interface OAuthTokenSource extends TokenSource {
  /** Renews now, whatever the token's age. */
  renew(actor: Actor, connection: OAuthConnection): Promise<void>;
  /** Renews the tokens of a connection in a job, where they still need it. */
  renewAhead(job: { tenantId: TenantId | null; connectionId: ConnectionId }): Promise<JobResult>;
}

export function createTokenSource(context: TokenContext): OAuthTokenSource {
  const renew = createRenew(context);
  return {
    fresh: (actor, row) => freshToken(context, renew, actor, oauthConnectionOf(row)),
    refused: (actor, row) => renewRefused(context, renew, actor, oauthConnectionOf(row)),
    stateOf: (r, row) => {
      const known = readTokenRow(r, row);
      const state = stateOf(known, row, context.now());
      return { tokens: toTokenState(known), ...(state ? { state } : {}) };
    },
    forget: (w, row) => forgetTokens(context, w, row),
    renewAhead: (job) => renewAhead(context, renew, job),
    renew: (actor, connection) =>
      renew(actor, connection, readTokenRow(context.store.read, connection)?.generation ?? 0, true),
  };
}

async function freshToken(
  context: TokenContext,
  renew: Renew,
  actor: Actor,
  connection: OAuthConnection,
): Promise<AccessToken> {
  const before = current(context, connection);
  if (before.token !== null && !needsRenewal(before.row, context.now())) return before.token;
  // What cannot be renewed is used up to its end.
  const stillGood = before.token !== null && !hasExpired(before.row, context.now()) ? before.token : null;
  if (stillGood !== null && !before.row?.refreshable && !isUnattended(connection.config)) return stillGood;
  try {
    await renew(actor, connection, before.generation);
  } catch (error) {
    if (stillGood !== null && readTokenRow(context.store.read, connection)?.status === 'ok') return stillGood;
    throw error;
  }
  const after = current(context, connection);
  if (after.token === null || after.generation === before.generation)
    throw needsSignIn(connection.name, readTokenRow(context.store.read, connection)?.statusReason ?? null);
  return after.token;
}

type Current =
  | { row: TokenRow; token: AccessToken; generation: number }
  | { row: null; token: null; generation: number };

/** What is in the store now, of this process or another. Throws VAULT_LOCKED. */
function current({ store, vault }: TokenContext, connection: OAuthConnection): Current {
  const row = readTokenRow(store.read, connection);
  const accessToken = row?.status === 'ok' ? openToken(vault, store.read, connection, 'oauth:access') : null;
  if (row === null || accessToken === null) return { row: null, token: null, generation: row?.generation ?? 0 };
  return { row, token: { accessToken }, generation: row.generation };
}

/** Requests that were on their way when a token was renewed come back refused as well; they need not renew it again. */
const justNowMs = 10_000;

async function renewRefused(
  context: TokenContext,
  renew: Renew,
  actor: Actor,
  connection: OAuthConnection,
): Promise<'retry' | 'needsSignIn'> {
  const row = readTokenRow(context.store.read, connection);
  if (row === null || row.status !== 'ok') return 'needsSignIn';
  const age = context.now() - (row.obtainedAt ?? 0);
  if (row.generation > 1 && age >= 0 && age < justNowMs) return 'retry';
  if (!row.refreshable && !isUnattended(connection.config)) {
    const reason = 'The API refused the token, and there is none to renew it with.';
    context.store.write((w) => endTokens(context, w, actor, connection, reason));
    sendTokenNotice(context, connection, 'needs a sign-in', reason);
    return 'needsSignIn';
  }
  await renew(actor, connection, row.generation);
  return readTokenRow(context.store.read, connection)?.status === 'ok' ? 'retry' : 'needsSignIn';
}

/** While the vault is locked nothing can be sealed; the next look is soon enough for what a request does not renew before. */
const lockedWaitMs = 5 * 60_000;

async function renewAhead(
  context: TokenContext,
  renew: Renew,
  { tenantId, connectionId }: { tenantId: TenantId | null; connectionId: ConnectionId },
): Promise<JobResult> {
  const connection = tenantId && findOAuthConnection(context.store.read, tenantId, connectionId);
  const row = connection && readTokenRow(context.store.read, connection);
  const at = row?.status === 'ok' && row.refreshable ? renewalTime(row) : null;
  if (!connection || !row || at === null) return undefined;
  if (!needsRenewal(row, context.now())) return { runAt: Math.ceil(at) };
  if (context.vault.standing().status !== 'unlocked') return { runAt: context.now() + lockedWaitMs };
  try {
    await renew(renewingSystem(connection), connection, row.generation);
  } catch (error) {
    // The person has been told; another run would change nothing.
    if (!(error instanceof Fault && error.code === 'NEEDS_SIGN_IN')) throw error;
  }
  return undefined;
}

/** What the tokens say of the connection; undefined where they say nothing that its own row does not. */
function stateOf(row: TokenRow | null, connection: ConnectionRow, now: number): Connection['state'] | undefined {
  const config = oauthPart(connection)?.config;
  const unattended = config?.kind === 'oauth2' && isUnattended(config.oauth);
  if (row === null || row.status === 'none') return unattended ? undefined : 'needsSignIn';
  if (row.status !== 'ok') return row.status;
  return hasExpired(row, now) && !row.refreshable && !unattended ? 'expired' : undefined;
}

/** Renews the tokens whatever their age. Throws NEEDS_SIGN_IN, REFRESH_FAILED or VAULT_LOCKED. */
export async function refreshNow(
  context: TokenContext & { readonly tokens: OAuthTokenSource },
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): Promise<TokenState> {
  requireRole(actor, 'editor');
  const connection = requireOAuthConnection(context.store.read, actor, connectionId);
  requireOpenVault(context);
  const before = readTokenRow(context.store.read, connection)?.generation ?? 0;
  await context.tokens.renew(actor, connection);
  const row = readTokenRow(context.store.read, connection);
  if (row?.status !== 'ok' || row.generation === before) throw needsSignIn(connection.name, row?.statusReason ?? null);
  return toTokenState(row);
}

/** How often a process looks whether another one has finished, and for how long. */
const pollMs = 40;
const patienceMs = 60_000;

/**
 * Brings tokens newer than `generation`, unless only a person can; callers meanwhile wait for the same renewal. `asked` by a person,
 * it also tries what was refused before: the client's secret may be another by now.
 */
type Renew = (actor: Actor, connection: OAuthConnection, generation: number, asked?: boolean) => Promise<void>;

/** One renewal at a time for a connection: in this process by a shared promise, between processes by a lease in the store. */
function createRenew(context: TokenContext): Renew {
  const running = new Map<string, Promise<void>>();
  const writer = createTokenWriter(context);
  return (actor, connection, generation, asked = false) => {
    const name = leaseName(connection);
    const current = running.get(name);
    if (current) return current;
    const work = renewInTurn(context, writer, actor, connection, { generation, asked }).finally(() =>
      running.delete(name),
    );
    running.set(name, work);
    return work;
  };
}

async function renewInTurn(
  context: TokenContext,
  writer: TokenWriter,
  actor: Actor,
  connection: OAuthConnection,
  { generation, asked }: { generation: number; asked: boolean },
): Promise<void> {
  if (writer.writeUnsaved(connection)) return;
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    if (!canRenew(context, connection, asked)) return;
    const turn = takeRenewalLease(context, connection, generation, endpointOf(connection));
    if (turn.kind === 'done') return;
    if (turn.kind === 'mine') return renewNow(context, writer, actor, connection, turn.lease);
    await delay(pollMs);
  }
  throw oauthFaults.fault('REFRESH_FAILED', 'Another Patchbay has been refreshing the token for a minute.', {
    kept: 'The tokens are kept.',
    todo: 'Try again.',
  });
}

/** After the end of its tokens only a person goes on, except where none was needed in the first place. */
function canRenew({ store }: TokenContext, connection: OAuthConnection, asked: boolean): boolean {
  const row = readTokenRow(store.read, connection);
  const status = row?.status ?? 'none';
  if (status === 'needsSignIn' && asked && row?.refreshable) return true;
  return status === 'ok' || (isUnattended(connection.config) && status !== 'revoked');
}

const endpointOf = ({ config }: OAuthConnection): string => config.refreshUrl ?? config.tokenUrl ?? config.issuer ?? '';

async function renewNow(
  context: TokenContext,
  writer: TokenWriter,
  actor: Actor,
  connection: OAuthConnection,
  lease: Lease,
): Promise<void> {
  const recorder = createRecorder(context, 'background', lease.interrupted);
  try {
    const secret = openClientSecret(context, connection);
    const { refreshable } = lease.row;
    const refreshToken = refreshable ? openToken(context.vault, context.store.read, connection, 'oauth:refresh') : null;
    const settings = { recorder, config: connection.config, secret, habits: habitsOf(lease.row) };
    const granted = await renewGrant(settings, refreshToken);
    if (granted === null) throw needsSignIn(connection.name, cannotRenew);
    writer.write(connection, { granted, recorder, by: 'refresh', leaseOwner: lease.owner }, lease.row.generation);
  } catch (error) {
    recordRefusal(context, actor, connection, lease, recorder, error);
  }
}

const cannotRenew = 'Its token has ended, and the server gave none to renew it with.';
