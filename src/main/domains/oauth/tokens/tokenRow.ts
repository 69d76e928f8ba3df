import { and, eq } from 'drizzle-orm';
import type { TokenState } from '#contract/oauthConfig.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { oauthTokens, type TokenKey, type TokenRow } from '../table.ts';

export function oneTokenRow({ tenantId, id }: TokenKey) {
  return and(eq(oauthTokens.tenantId, tenantId), eq(oauthTokens.connectionId, id));
}

/** What is known of a connection's tokens; null before its first sign-in. */
export function readTokenRow(r: Reader, key: TokenKey): TokenRow | null {
  return r.select().from(oauthTokens).where(oneTokenRow(key)).get() ?? null;
}

/** The row, made where it is missing. */
export function requireTokenRow(w: Writer, key: TokenKey): TokenRow {
  const known = readTokenRow(w, key);
  if (known) return known;
  const empty = { status: 'none' as const, refreshable: false, requestedScopes: [], generation: 0 };
  return w
    .insert(oauthTokens)
    .values({ tenantId: key.tenantId, connectionId: key.id, ...empty })
    .returning()
    .get();
}

export function changeTokenRow(w: Writer, key: TokenKey, changes: Partial<TokenRow>): void {
  w.update(oauthTokens).set(changes).where(oneTokenRow(key)).run();
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
