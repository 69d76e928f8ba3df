import type { Connection } from '#contract/connections.ts';
import type { AccessToken, TokenSource } from '#main/domains/connections/deps.ts';
import { suspendConnection } from '#main/domains/connections/lifecycle.ts';
import { type ConnectionRow, oauthPart } from '#main/domains/connections/table.ts';
import { needsSignIn } from '../faults.ts';
import { type Subject, subjectOf } from '../ofConnection.ts';
import { asksAlone } from '../protocol/asksAlone.ts';
import type { TokenRow } from '../table.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import { endTokens } from './endTokens.ts';
import { isDue, isOver } from './isDue.ts';
import { createRenew, type Renew } from './renew.ts';
import { openToken } from './sealedTokens.ts';
import { tellTokens } from './tellTokens.ts';
import { changeTokenRow, readTokenRow, toTokenState } from './tokenRow.ts';

/** Tokens of OAuth2 connections, renewed ahead of their end and once after a 401, by one asker at a time. */
export interface OAuthTokenSource extends TokenSource {
  /** Renews now, whatever the token's age. */
  renew(subject: Subject): Promise<void>;
}

export function createTokenSource(deps: TokenDeps): OAuthTokenSource {
  const renew = createRenew(deps);
  return {
    fresh: (_actor, row) => freshToken(deps, renew, subjectOf(row)),
    refused: (_actor, row) => renewRefused(deps, renew, subjectOf(row)),
    stateOf: (r, row) => {
      const known = readTokenRow(r, row);
      const state = stateOf(known, row, deps.now());
      return { tokens: toTokenState(known), ...(state ? { state } : {}) };
    },
    forget: (w, row) => endTokens(deps, w, row),
    renew: (subject) => renew(subject, readTokenRow(deps.store.read, subject)?.generation ?? 0),
  };
}

async function freshToken(deps: TokenDeps, renew: Renew, subject: Subject): Promise<AccessToken> {
  const before = current(deps, subject);
  if (before.token !== null && !isDue(before.row, deps.now())) return before.token;
  // What cannot be renewed is used up to its end.
  const stillGood = before.token !== null && !isOver(before.row, deps.now()) ? before.token : null;
  if (stillGood !== null && !before.row?.refreshable && !asksAlone(subject.config)) return stillGood;
  try {
    await renew(subject, before.generation);
  } catch (error) {
    if (stillGood !== null && readTokenRow(deps.store.read, subject)?.status === 'ok') return stillGood;
    throw error;
  }
  const after = current(deps, subject);
  if (after.token === null || after.generation === before.generation)
    throw needsSignIn(subject.name, readTokenRow(deps.store.read, subject)?.statusReason ?? null);
  return after.token;
}

type Current =
  | { row: TokenRow; token: AccessToken; generation: number }
  | { row: null; token: null; generation: number };

/** What stands in the store now, of this process or another. Throws VAULT_LOCKED. */
function current({ store, vault }: TokenDeps, subject: Subject): Current {
  const row = readTokenRow(store.read, subject);
  const accessToken = row?.status === 'ok' ? openToken(vault, store.read, subject, 'oauth:access') : null;
  if (row === null || accessToken === null) return { row: null, token: null, generation: row?.generation ?? 0 };
  return { row, token: { accessToken, tokenType: row.tokenType ?? 'Bearer' }, generation: row.generation };
}

/** Requests that were on their way when a token was renewed come back refused as well; they need not renew it again. */
const justNowMs = 10_000;

async function renewRefused(deps: TokenDeps, renew: Renew, subject: Subject): Promise<'retry' | 'needsSignIn'> {
  const row = readTokenRow(deps.store.read, subject);
  if (row === null || row.status !== 'ok') return 'needsSignIn';
  if (row.generation > 1 && deps.now() - (row.obtainedAt ?? 0) < justNowMs) return 'retry';
  if (!row.refreshable && !asksAlone(subject.config)) {
    end(deps, subject, 'The API refused the token, and there is none to renew it with.');
    return 'needsSignIn';
  }
  await renew(subject, row.generation);
  return readTokenRow(deps.store.read, subject)?.status === 'ok' ? 'retry' : 'needsSignIn';
}

function end(deps: TokenDeps, subject: Subject, reason: string): void {
  deps.store.write((w) => {
    changeTokenRow(w, subject, { status: 'needsSignIn', statusReason: reason });
    suspendConnection(w, subject, 'needsSignIn', reason);
  });
  tellTokens(deps, subject, reason);
}

/** What the tokens say of the connection; undefined where they say nothing that its own row does not. */
function stateOf(row: TokenRow | null, connection: ConnectionRow, now: number): Connection['state'] | undefined {
  const config = oauthPart(connection)?.config;
  const alone = config?.kind === 'oauth2' && asksAlone(config.oauth);
  if (row === null || row.status === 'none') return alone ? undefined : 'needsSignIn';
  if (row.status !== 'ok') return row.status;
  return isOver(row, now) && !row.refreshable && !alone ? 'expired' : undefined;
}
