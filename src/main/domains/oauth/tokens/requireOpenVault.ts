import { commonFaults } from '#contract/fault.ts';
import type { TokenDeps } from '../tokenDeps.ts';

/** Tokens that could not be sealed would be lost, so that none are asked for. Throws VAULT_LOCKED. */
export function requireOpenVault({ vault }: Pick<TokenDeps, 'vault'>): void {
  vault.touch();
  if (vault.state().status === 'unlocked') return;
  throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked.', {
    kept: 'Nothing was sent.',
    todo: 'Unlock it, then try again.',
  });
}
