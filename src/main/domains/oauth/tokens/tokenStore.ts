import { commonFaults, Fault } from '#contract/fault.ts';
import { type ConnectionRow, oauthPart, resumeConnection } from '#main/domains/connections/index.ts';
import { releaseLease } from '#main/jobs/index.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';
import type { OAuthConnection, TokenContext } from '../oauthConnection.ts';
import { type GrantedTokens, isUnattended } from '../protocol/client.ts';
import type { StepRecorder } from '../protocol/recorder.ts';
import { leaseName } from './lease.ts';
import { planRenewal, tokenJobs } from './renewalJob.ts';
import { changeTokenRow, readTokenRow, requireTokenRow, saveSteps, type TokenKey } from './tokenTable.ts';

/** What a server granted, and to whom. */
export interface NewTokens {
  readonly granted: GrantedTokens;
  readonly recorder: StepRecorder;
  readonly by: 'signIn' | 'refresh';
  /** Whose lease ends with it. */
  readonly leaseOwner: string;
}

/**
 * Writes what a server granted: tokens, what is known of them, and the steps, all in the caller's transaction, so that either all of
 * it stands or nothing. A renewal that returns no refresh token keeps the one of before; a sign-in begins anew.
 */
export function storeTokens(
  context: Pick<TokenContext, 'vault' | 'jobs'>,
  w: Writer,
  connection: OAuthConnection,
  { granted, recorder, by, leaseOwner }: NewTokens,
): void {
  const { vault } = context;
  const before = requireTokenRow(w, connection);
  if (by === 'signIn') removeSealedTokens(vault, w, connection);
  sealToken(vault, w, connection, 'oauth:access', granted.accessToken);
  if (granted.refreshToken !== null) sealToken(vault, w, connection, 'oauth:refresh', granted.refreshToken);
  const keepsOld = by === 'refresh' && openToken(vault, w, connection, 'oauth:refresh') !== null;
  const { scopes } = connection.config;
  const refreshable = granted.refreshToken !== null || keepsOld;
  changeTokenRow(w, connection, {
    status: 'ok',
    statusReason: null,
    obtainedAt: granted.obtainedAt,
    expiresAt: granted.expiresAt,
    refreshable,
    requestedScopes: scopes,
    grantedScopes: granted.scopes ?? (by === 'refresh' ? before.grantedScopes : null),
    tokenType: granted.tokenType,
    clockSkewMs: recorder.skewMs() ?? before.clockSkewMs,
    generation: before.generation + 1,
    underWay: null,
  });
  releaseLease(w, leaseName(connection), leaseOwner);
  saveSteps(w, connection, recorder.at, recorder.steps());
  planRenewal(context, w, connection);
  resumeConnection(w, connection, refreshable || isUnattended(connection.config) ? null : granted.expiresAt);
}

/**
 * Forgets the tokens of a connection whose settings lead elsewhere, in the caller's transaction. Answers whether a person must sign in
 * again; an unattended grant fetches others by itself.
 */
export function forgetTokens(
  { vault, jobs }: Pick<TokenContext, 'vault' | 'jobs'>,
  w: Writer,
  row: ConnectionRow,
): boolean {
  const config = oauthPart(row)?.config;
  if (config?.kind !== 'oauth2') return false;
  const known = readTokenRow(w, row);
  removeSealedTokens(vault, w, row);
  jobs.cancel(w, tokenJobs.renew, leaseName(row));
  if (known !== null)
    changeTokenRow(w, row, {
      status: 'none',
      statusReason: null,
      obtainedAt: null,
      expiresAt: null,
      refreshable: false,
      grantedScopes: null,
      generation: known.generation + 1,
    });
  return !isUnattended(config.oauth);
}

type Field = 'oauth:access' | 'oauth:refresh';

const owner = ({ tenantId, id }: TokenKey, field: Field) => ({ tenantId, table: 'connections' as const, id, field });

export function sealToken(vault: Vault, w: Writer, key: TokenKey, field: Field, token: string): void {
  vault.seal(w, owner(key, field), token);
}

/** The token; null where none is kept. Throws VAULT_LOCKED. */
export function openToken(vault: Vault, r: Reader, key: TokenKey, field: Field): string | null {
  try {
    return vault.open(r, owner(key, field));
  } catch (error) {
    if (error instanceof Fault && /^SECRET_(MISSING|UNREADABLE)$/.test(error.code)) return null;
    throw error;
  }
}

export function removeSealedTokens(vault: Vault, w: Writer, key: TokenKey): void {
  vault.remove(w, owner(key, 'oauth:access'));
  vault.remove(w, owner(key, 'oauth:refresh'));
}

/** Tokens that could not be sealed would be lost, so that none are asked for. Throws VAULT_LOCKED. */
export function requireOpenVault({ vault }: Pick<TokenContext, 'vault'>): void {
  vault.touch();
  if (vault.state().status === 'unlocked') return;
  throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked.', {
    kept: 'Nothing was sent.',
    todo: 'Unlock it, then try again.',
  });
}

/** Tells the person that they must sign in again. Private connections are named to nobody. */
export function sendSignInNotice(
  { events }: Pick<TokenContext, 'events'>,
  connection: OAuthConnection,
  reason: string,
) {
  const { tenantId, id, name, row } = connection;
  if (row.visibility === 'private') return;
  events.notice({
    tenantId,
    level: 'warning',
    title: `${name} needs a sign-in`,
    body: reason,
    path: `/connections/${id}`,
  });
}
