import type { VaultMethod } from '#contract/vault.ts';
import { counted } from '#core/counted.ts';

export const methodWords: Record<VaultMethod, { label: string; description: string }> = {
  keychain: {
    label: 'Keychain of this computer',
    description: 'The operating system keeps the key, protected by your login. Nothing to remember.',
  },
  passphrase: {
    label: 'A passphrase',
    description: 'The key is derived from a passphrase that you enter at each start. Nobody can recover it for you.',
  },
  session: {
    label: 'For this session only',
    description: 'Secrets are forgotten when Patchbay closes; connections stay and ask for their secret again.',
  },
};

/** "no secrets", "1 secret", "12 secrets". */
export function secretCount(count: number): string {
  if (count === 0) return 'no secrets';
  return counted(count, 'secret');
}
