import { and, eq, gt } from 'drizzle-orm';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import {
  type ConnectionRow,
  connections,
  fieldsOf,
  inWordsOf,
  oauthPart,
  requireEditable,
  requireVisible,
  resumeConnection,
  suspendConnection,
  unmark,
} from '#main/domains/connections/index.ts';
import { releaseLease } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { isIntact, leniently, type Reader, type Writer } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';
import { emitTokenFact, tokenFacts } from './facts.ts';
import { configInvalid } from './faults.ts';
import { type Grant, isUnattended } from './protocol/client.ts';
import type { StepRecorder } from './protocol/recorder.ts';
import {
  changeTokenRow,
  leaseName,
  type OAuthConnection,
  oauthTokens,
  planRenewal,
  readTokenRow,
  requireTokenRow,
  saveSteps,
  type TokenContext,
  type TokenKey,
  tokenJobs,
  writeConfirmed,
} from './tokens/tokenTable.ts';

/** The OAuth2 part of a row. Throws CONFIG_INVALID where it has none. */
export function oauthConnectionOf(row: ConnectionRow): OAuthConnection {
  const part = oauthPart(row);
  if (part?.config?.kind !== 'oauth2')
    throw configInvalid(`${row.name} does not use OAuth2.`, 'Choose another connection.');
  const { tenantId, id, name } = row;
  return { row, tenantId, id, name, config: part.config.oauth, secretField: fieldsOf(part.index).secret };
}

/** The connection, where the actor may sign in with it. Throws NOT_FOUND, FORBIDDEN or CONFIG_INVALID. */
export function requireOAuthConnection(r: Reader, actor: Actor, id: ConnectionId): OAuthConnection {
  const connection = requireVisibleOAuthConnection(r, actor, id);
  requireEditable(r, actor, id);
  return connection;
}

/** The connection, where it exists for the actor. Throws NOT_FOUND or CONFIG_INVALID. */
export function requireVisibleOAuthConnection(r: Reader, actor: Actor, id: ConnectionId): OAuthConnection {
  return oauthConnectionOf(requireVisible(r, actor, id));
}

const one = ({ tenantId, id }: TokenKey) => and(eq(connections.tenantId, tenantId), eq(connections.id, id));

/** The connection of a job; null where it is gone, or does not use OAuth2 any more. */
export function findOAuthConnection(r: Reader, tenantId: TenantId, id: ConnectionId): OAuthConnection | null {
  const row = r.select().from(connections).where(one({ tenantId, id })).get();
  return row !== undefined && oauthPart(row) !== undefined ? oauthConnectionOf(row) : null;
}

/** The client secret, key or password as it was entered; null where there is none. Throws VAULT_LOCKED. */
export function openClientSecret(
  { vault, store }: Pick<TokenContext, 'vault' | 'store'>,
  connection: OAuthConnection,
): string | null {
  const { tenantId, id, name, secretField: field } = connection;
  try {
    return unlessAltered(name, () => vault.open(store.read, { tenantId, table: 'connections', id, field }));
  } catch (error) {
    if (error instanceof Fault && error.code === 'SECRET_MISSING') return null;
    throw error;
  }
}

/** What a server granted, and to whom. */
interface NewTokens {
  /** Without an access token where only a refresh token is known; the first request then fetches one. */
  readonly granted: Omit<Grant, 'accessToken'> & { readonly accessToken: string | null };
  /** Null where nothing was sent for them. */
  readonly recorder: StepRecorder | null;
  readonly by: 'signIn' | 'refresh';
  /** Whose lease ends with it. */
  readonly leaseOwner: string;
}

/**
 * Writes what a server granted: tokens, what is known of them, and the steps, all in the caller's transaction, so that either all of
 * it stands or nothing. A renewal that returns no refresh token keeps the one of before; a sign-in begins again.
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
  if (granted.accessToken !== null) sealToken(vault, w, connection, 'oauth:access', granted.accessToken);
  if (granted.refreshToken !== null) sealToken(vault, w, connection, 'oauth:refresh', granted.refreshToken);
  const keepsOld = by === 'refresh' && before.refreshable && openToken(vault, w, connection, 'oauth:refresh') !== null;
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
    clockSkewMs: recorder?.skewMs() ?? before.clockSkewMs,
    generation: before.generation + 1,
    underWay: null,
    headerForm: granted.headerForm ?? before.headerForm,
    failures: 0,
  });
  if (before.confirmedOrigins === null) writeConfirmed(context, w, connection, granted.foreignOrigins);
  releaseLease(w, leaseName(connection), leaseOwner);
  if (recorder !== null) saveSteps(w, connection, recorder.at, recorder.steps());
  planRenewal(context, w, connection);
  if (by === 'signIn') unmark(w, connection, ['failing', 'refused']);
  else if (before.failures > 0) unmark(w, connection, ['failing']);
  resumeConnection(w, connection, refreshable || isUnattended(connection.config) ? null : granted.expiresAt);
}

/**
 * Writes renewed tokens. Those that came while someone locked the vault stay in memory until it is open again: the server may have
 * ended the ones of before already.
 */
export interface TokenWriter {
  /** `generation` is what was in the store when they were requested. Throws VAULT_LOCKED, and keeps the tokens in memory then. */
  write(connection: OAuthConnection, tokens: NewTokens, generation: number): void;
  /** Writes what could not be written before; false where there is nothing. */
  writeUnsaved(connection: OAuthConnection): boolean;
}

export function createTokenWriter(context: TokenContext): TokenWriter {
  const unsaved = new Map<string, { tokens: NewTokens; generation: number }>();
  const write = (connection: OAuthConnection, tokens: NewTokens, generation: number) => {
    context.store.write((w) => {
      releaseLease(w, leaseName(connection), tokens.leaseOwner);
      // A sign-in that finished meanwhile is newer.
      if (readTokenRow(w, connection)?.generation !== generation) return;
      storeTokens(context, w, connection, tokens);
    });
    context.facts.signal('tokenState', connection.tenantId, [connection.id]);
  };
  return {
    write: (connection, tokens, generation) => {
      try {
        write(connection, tokens, generation);
      } catch (error) {
        if (error instanceof Fault && error.code === 'VAULT_LOCKED')
          unsaved.set(leaseName(connection), { tokens, generation });
        throw error;
      }
    },
    writeUnsaved: (connection) => {
      const left = unsaved.get(leaseName(connection));
      if (left === undefined) return false;
      write(connection, left.tokens, left.generation);
      unsaved.delete(leaseName(connection));
      return true;
    },
  };
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
  if (known !== null) {
    writeConfirmed({ vault }, w, row, []);
    changeTokenRow(w, row, {
      status: 'none',
      statusReason: null,
      obtainedAt: null,
      expiresAt: null,
      refreshable: false,
      grantedScopes: null,
      headerForm: null,
      generation: known.generation + 1,
    });
  }
  return !isUnattended(config.oauth);
}

/** A connection whose token cannot be renewed ends no later than that, also where a clock that was ahead has written its end. */
export function endWithTokens({ store }: Pick<TokenContext, 'store'>): void {
  const own = and(eq(connections.tenantId, oauthTokens.tenantId), eq(connections.id, oauthTokens.connectionId));
  const late = and(
    eq(oauthTokens.status, 'ok'),
    eq(oauthTokens.refreshable, false),
    gt(connections.expiresAt, oauthTokens.expiresAt),
  );
  const query = store.read
    .select({ row: connections, expiresAt: oauthTokens.expiresAt })
    .from(connections)
    .innerJoin(oauthTokens, own)
    .where(late);
  for (const { row, expiresAt } of leniently(() => query.all())) {
    const config = isIntact(row) ? oauthPart(row)?.config : undefined;
    if (config?.kind === 'oauth2' && !isUnattended(config.oauth))
      store.record((w) => w.update(connections).set({ expiresAt }).where(one(row)).run());
  }
}

/**
 * Marks tokens as ended for good, in the caller's transaction; only a person can bring others. `reason` is for them. What ended
 * before, and is refused again, is no news.
 */
export function endTokens(
  context: Pick<TokenContext, 'facts' | 'jobs'>,
  w: Writer,
  actor: Actor,
  connection: OAuthConnection,
  reason: string,
  isNews = true,
): void {
  changeTokenRow(w, connection, { status: 'needsSignIn', statusReason: reason });
  suspendConnection(w, connection, 'needsSignIn', reason);
  planRenewal(context, w, connection);
  if (isNews) emitTokenFact(context, w, tokenFacts.ended, actor, connection, reason);
}

/** Settings that were changed past the console are no reason to fetch other tokens: nothing is opened at all. */
function unlessAltered(name: string, open: () => string): string {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'SETTINGS_ALTERED') throw error;
    return inWordsOf(name, () => {
      throw error;
    });
  }
}

type Field = 'oauth:access' | 'oauth:refresh';

const owner = ({ tenantId, id }: TokenKey, field: Field) => ({ tenantId, table: 'connections' as const, id, field });

export function sealToken(vault: Vault, w: Writer, key: TokenKey, field: Field, token: string): void {
  vault.seal(w, owner(key, field), token);
}

/** The token; null where none is kept. Throws VAULT_LOCKED. */
export function openToken(vault: Vault, r: Reader, key: TokenKey, field: Field): string | null {
  try {
    return unlessAltered('this connection', () => vault.open(r, owner(key, field)));
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
  if (vault.standing().status === 'unlocked') return;
  throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked.', {
    kept: 'Nothing was sent.',
    todo: 'Unlock it, then try again.',
  });
}

/** Tells people what became of the tokens, as the rest of a sentence. Private connections are named to nobody. */
export function sendTokenNotice(
  { events }: Pick<TokenContext, 'events'>,
  { tenantId, id, name, row }: OAuthConnection,
  what: 'needs a sign-in' | 'gets no new token',
  reason: string,
) {
  if (row.visibility === 'private') return;
  events.notice({ tenantId, level: 'warning', title: `${name} ${what}`, body: reason, path: `/connections/${id}` });
}
