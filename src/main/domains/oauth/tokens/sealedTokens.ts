import { Fault } from '#contract/fault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';
import type { TokenKey } from '../table.ts';

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

export function forgetTokens(vault: Vault, w: Writer, key: TokenKey): void {
  vault.remove(w, owner(key, 'oauth:access'));
  vault.remove(w, owner(key, 'oauth:refresh'));
}
