import { commonFaults } from '#contract/fault.ts';
import { type VaultState, vaultFaults } from '#contract/vault.ts';
import { exitCodes, type Output } from '../output.ts';
import { readPassphrase } from '../passphrase.ts';
import { unlockForCommand } from '../unlock.ts';
import type { Client } from '../withConsole.ts';

export interface VaultOptions {
  /** File whose first line is the passphrase. */
  readonly passphraseFile?: string;
}

/** Says how secrets are kept. Exit code 6 where they cannot be used as it stands. */
export async function vaultStatus(client: Client, output: Output, options: VaultOptions): Promise<void> {
  if (options.passphraseFile !== undefined) await unlockForCommand(client, options);
  const state = await client.vault.state();
  show(output, state);
  if (state.status !== 'unlocked') process.exitCode = exitCodes.locked;
}

/** Chooses how secrets are kept, or changes it; what is stored moves along. */
export async function vaultSetup(
  client: Client,
  output: Output,
  { method, ...options }: VaultOptions & { readonly method: 'keychain' | 'passphrase' },
): Promise<void> {
  const before = await client.vault.state();
  if (before.method === 'passphrase') {
    if (method === 'passphrase') throw hasPassphrase();
    await unlockForCommand(client, options);
  }
  const setup =
    method === 'keychain' ? { method } : { method, passphrase: await readPassphrase(options.passphraseFile, 'new') };
  show(output, await client.vault.setUp(setup));
}

/** Puts the vault under another passphrase; the secrets stay as they are. */
export async function vaultPassphrase(
  client: Client,
  output: Output,
  { passphraseFile, newPassphraseFile }: VaultOptions & { readonly newPassphraseFile?: string },
): Promise<void> {
  if ((await client.vault.state()).method !== 'passphrase') throw hasNoPassphrase();
  const current = await readPassphrase(passphraseFile, 'current');
  const next = await readPassphrase(newPassphraseFile, 'new');
  show(output, await client.vault.changePassphrase({ current, next }));
}

function show(output: Output, state: VaultState): void {
  const { status, method, keychain, sealed, reason } = state;
  output.result(state, [
    `Vault: ${status}${method === null ? '' : ` (${method})`}`,
    `Keychain: ${keychain}`,
    `Stored secrets: ${sealed}`,
    ...(reason === undefined ? [] : [reason]),
  ]);
}

const hasPassphrase = () =>
  commonFaults.fault('CONFLICT', 'The vault is kept under a passphrase already.', {
    kept: 'Nothing was changed.',
    todo: 'patchbay vault passphrase changes it.',
  });

const hasNoPassphrase = () =>
  vaultFaults.fault('NOT_SET_UP', 'The vault is not kept under a passphrase.', {
    kept: 'Nothing was changed.',
    todo: 'patchbay vault setup --method passphrase gives it one.',
  });
