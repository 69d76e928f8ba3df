import { ORPCError } from '@orpc/client';
import type { VaultState } from '#contract/vault.ts';
import { type Client, type CommandConsole, NeedsOwnConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { exitCodes } from '../exitCodes.ts';
import { readPassphrase } from '../input.ts';
import type { Output } from '../output.ts';

interface VaultOptions {
  /** File whose first line is the passphrase. */
  readonly passphraseFile?: string;
}

/** Says how secrets are kept. Exit code 6 where they cannot be used as it is. */
export async function vaultStatus(
  { client, isShared }: Pick<CommandConsole, 'client' | 'isShared'>,
  output: Output,
  options: VaultOptions,
): Promise<void> {
  if (options.passphraseFile !== undefined) await unlockForCommand({ client, isShared }, options);
  const state = await client.vault.state();
  if (isShared && state.status !== 'unlocked') throw new NeedsOwnConsole();
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
    return show(output, await leavePassphrase(client, before, options));
  }
  const setup =
    method === 'keychain' ? { method } : { method, passphrase: await readPassphrase(options.passphraseFile, 'new') };
  show(output, await client.vault.setUp(setup));
}

/** Into the keychain. The passphrase is asked for also where the vault is open. */
async function leavePassphrase(
  client: Client,
  { status }: VaultState,
  { passphraseFile }: VaultOptions,
): Promise<VaultState> {
  if (passphraseFile === undefined && !process.stdin.isTTY) throw needsPassphrase();
  const current = await readPassphrase(passphraseFile, 'current');
  if (status === 'locked') await client.vault.unlock({ passphrase: current });
  return client.vault.setUp({ method: 'keychain', current });
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
  const { keychain, sealed, reason } = state;
  output.result(state, [
    `Vault: ${vaultWords(state)}`,
    `Keychain: ${keychain}`,
    `Stored secrets: ${sealed}`,
    ...(reason === undefined ? [] : [reason]),
  ]);
}

const statusWords = { unlocked: 'unlocked', locked: 'locked', setup: 'not set up' };
const methodWords = { keychain: 'keychain', passphrase: 'passphrase', session: 'for this session only' };

/** The vault's state as a person reads it. */
export function vaultWords({ status, method }: Pick<VaultState, 'status' | 'method'>): string {
  return method === null ? statusWords[status] : `${statusWords[status]} (${methodWords[method]})`;
}

const hasPassphrase = () =>
  commandFault('CONFLICT', 'The vault already has a passphrase.', {
    kept: 'Nothing was changed.',
    todo: 'Change it with patchbay vault passphrase.',
  });

const hasNoPassphrase = () =>
  commandFault('NOT_SET_UP', 'The vault has no passphrase.', {
    kept: 'Nothing was changed.',
    todo: 'Set one with patchbay vault setup --method passphrase.',
  });

/**
 * Opens the vault for this one command: with the passphrase of a file, or of a prompt where a person sits at it. That of a running console
 * serves as it is; where it is locked the command opens one of its own, so that a passphrase given here unlocks nothing there.
 * @throws VAULT_LOCKED with the command that helps
 */
export async function unlockForCommand(
  { client, isShared }: Pick<CommandConsole, 'client' | 'isShared'>,
  { passphraseFile }: { passphraseFile?: string },
): Promise<void> {
  const { status, method } = await client.vault.state();
  if (status === 'unlocked') return;
  if (isShared) throw new NeedsOwnConsole();
  if (status === 'setup') throw notSetUp();
  if (method === 'keychain') return void (await client.vault.unlock({}));
  if (passphraseFile === undefined && !process.stdin.isTTY) throw needsPassphrase();
  await client.vault.unlock({ passphrase: await readPassphrase(passphraseFile, 'current') });
}

/**
 * Does what may need secrets, and opens the vault only where it turns out that it does; nothing was sent or changed until then. Nothing
 * may have been read from stdin where the console is shared.
 */
export async function unlockedWhereNeeded<T>(
  console: Pick<CommandConsole, 'client' | 'isShared'>,
  options: { readonly passphraseFile?: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ORPCError) || error.code !== 'VAULT_LOCKED') throw error;
    await unlockForCommand(console, options);
    return work();
  }
}

const notSetUp = () =>
  commandFault('NOT_SET_UP', 'The vault isn’t set up yet.', {
    kept: 'Nothing was stored or sent.',
    todo: 'Run patchbay vault setup --method passphrase.',
  });

const needsPassphrase = () =>
  commandFault('VAULT_LOCKED', 'This needs the vault’s passphrase.', {
    kept: 'Nothing was stored or sent.',
    todo: 'Pass --passphrase-file <path>; its first line is the passphrase.',
  });
