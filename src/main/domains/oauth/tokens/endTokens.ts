import { type ConnectionRow, oauthPart } from '#main/domains/connections/table.ts';
import type { Writer } from '#main/store/index.ts';
import { asksAlone } from '../protocol/asksAlone.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import { forgetTokens } from './sealedTokens.ts';
import { changeTokenRow, readTokenRow } from './tokenRow.ts';

/**
 * Forgets the tokens of a connection whose settings lead elsewhere, in the caller's transaction. Answers whether a person must sign in
 * again; a client that asks alone fetches others by itself.
 */
export function endTokens({ vault }: Pick<TokenDeps, 'vault'>, w: Writer, row: ConnectionRow): boolean {
  const config = oauthPart(row)?.config;
  if (config?.kind !== 'oauth2') return false;
  const known = readTokenRow(w, row);
  forgetTokens(vault, w, row);
  if (known !== null)
    changeTokenRow(w, row, {
      ...{ status: 'none', statusReason: null, obtainedAt: null, expiresAt: null, refreshable: false },
      ...{ grantedScopes: null, generation: known.generation + 1 },
    });
  return !asksAlone(config.oauth);
}
