import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import {
  type AccessToken,
  type ConnectionRow,
  oauthPart,
  suspendConnection,
  type TokenSource,
} from '#main/domains/connections/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from '../deps.ts';
import { needsSignIn } from '../faults.ts';
import { type OAuthConnection, oauthConnectionOf, requireOAuthConnection, type TokenDeps } from '../oauthConnection.ts';
import { isUnattended } from '../protocol/tokenGrants.ts';
import { createRenew, type Renew } from './renewal.ts';
import { announceTokens, forgetTokens, openToken, requireOpenVault } from './tokenStore.ts';
import { changeTokenRow, readTokenRow, type TokenRow, toTokenState } from './tokenTable.ts';

/** Tokens of OAuth2 connections, renewed ahead of their end and once after a 401, one renewal at a time. */
export interface OAuthTokenSource extends TokenSource {
  /** Renews now, whatever the token's age. */
  renew(connection: OAuthConnection): Promise<void>;
}

export function createTokenSource(deps: TokenDeps): OAuthTokenSource {
  const renew = createRenew(deps);
  return {
    fresh: (_actor, row) => freshToken(deps, renew, oauthConnectionOf(row)),
    refused: (_actor, row) => renewRefused(deps, renew, oauthConnectionOf(row)),
    stateOf: (r, row) => {
      const known = readTokenRow(r, row);
      const state = stateOf(known, row, deps.now());
      return { tokens: toTokenState(known), ...(state ? { state } : {}) };
    },
    forget: (w, row) => forgetTokens(deps, w, row),
    renew: (connection) => renew(connection, readTokenRow(deps.store.read, connection)?.generation ?? 0),
  };
}

async function freshToken(deps: TokenDeps, renew: Renew, connection: OAuthConnection): Promise<AccessToken> {
  const before = current(deps, connection);
  if (before.token !== null && !needsRenewal(before.row, deps.now())) return before.token;
  // What cannot be renewed is used up to its end.
  const stillGood = before.token !== null && !hasExpired(before.row, deps.now()) ? before.token : null;
  if (stillGood !== null && !before.row?.refreshable && !isUnattended(connection.config)) return stillGood;
  try {
    await renew(connection, before.generation);
  } catch (error) {
    if (stillGood !== null && readTokenRow(deps.store.read, connection)?.status === 'ok') return stillGood;
    throw error;
  }
  const after = current(deps, connection);
  if (after.token === null || after.generation === before.generation)
    throw needsSignIn(connection.name, readTokenRow(deps.store.read, connection)?.statusReason ?? null);
  return after.token;
}

type Current =
  | { row: TokenRow; token: AccessToken; generation: number }
  | { row: null; token: null; generation: number };

/** What stands in the store now, of this process or another. Throws VAULT_LOCKED. */
function current({ store, vault }: TokenDeps, connection: OAuthConnection): Current {
  const row = readTokenRow(store.read, connection);
  const accessToken = row?.status === 'ok' ? openToken(vault, store.read, connection, 'oauth:access') : null;
  if (row === null || accessToken === null) return { row: null, token: null, generation: row?.generation ?? 0 };
  return { row, token: { accessToken, tokenType: row.tokenType ?? 'Bearer' }, generation: row.generation };
}

/** Requests that were on their way when a token was renewed come back refused as well; they need not renew it again. */
const justNowMs = 10_000;

async function renewRefused(
  deps: TokenDeps,
  renew: Renew,
  connection: OAuthConnection,
): Promise<'retry' | 'needsSignIn'> {
  const row = readTokenRow(deps.store.read, connection);
  if (row === null || row.status !== 'ok') return 'needsSignIn';
  if (row.generation > 1 && deps.now() - (row.obtainedAt ?? 0) < justNowMs) return 'retry';
  if (!row.refreshable && !isUnattended(connection.config)) {
    endTokens(deps, connection, 'The API refused the token, and there is none to renew it with.');
    return 'needsSignIn';
  }
  await renew(connection, row.generation);
  return readTokenRow(deps.store.read, connection)?.status === 'ok' ? 'retry' : 'needsSignIn';
}

function endTokens(deps: TokenDeps, connection: OAuthConnection, reason: string): void {
  deps.store.write((w) => {
    changeTokenRow(w, connection, { status: 'needsSignIn', statusReason: reason });
    suspendConnection(w, connection, 'needsSignIn', reason);
  });
  announceTokens(deps, connection, reason);
}

/** What the tokens say of the connection; undefined where they say nothing that its own row does not. */
function stateOf(row: TokenRow | null, connection: ConnectionRow, now: number): Connection['state'] | undefined {
  const config = oauthPart(connection)?.config;
  const unattended = config?.kind === 'oauth2' && isUnattended(config.oauth);
  if (row === null || row.status === 'none') return unattended ? undefined : 'needsSignIn';
  if (row.status !== 'ok') return row.status;
  return hasExpired(row, now) && !row.refreshable && !unattended ? 'expired' : undefined;
}

const aheadMs = 60_000;
const aheadPart = 0.1;

type Times = Pick<TokenRow, 'obtainedAt' | 'expiresAt'>;

/** Whether a token is to be renewed: a minute before its end, or at the last tenth of a short life. */
export function needsRenewal({ obtainedAt, expiresAt }: Times, now: number): boolean {
  if (expiresAt === null) return false;
  const life = expiresAt - (obtainedAt ?? expiresAt);
  return now >= expiresAt - Math.min(aheadMs, life * aheadPart);
}

/** Whether a token no longer works at all. */
export function hasExpired({ expiresAt }: Times, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}

/** Renews the tokens whatever their age. Throws NEEDS_SIGN_IN, REFRESH_FAILED or VAULT_LOCKED. */
export async function refreshNow(
  deps: OAuthDeps & { readonly tokens: OAuthTokenSource },
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): Promise<TokenState> {
  requireRole(actor, 'editor');
  const connection = requireOAuthConnection(deps.store.read, actor, connectionId);
  requireOpenVault(deps);
  const before = readTokenRow(deps.store.read, connection)?.generation ?? 0;
  await deps.tokens.renew(connection);
  const row = readTokenRow(deps.store.read, connection);
  if (row?.status !== 'ok' || row.generation === before) throw needsSignIn(connection.name, row?.statusReason ?? null);
  return toTokenState(row);
}
