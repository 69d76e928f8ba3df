import { commonFaults } from '#contract/fault.ts';
import { readPassphrase } from './passphrase.ts';
import type { Client } from './withConsole.ts';

/**
 * Opens the vault for this one command: with the passphrase of a file, or of a prompt where a person sits at it.
 * @throws VAULT_LOCKED with the command that helps
 */
export async function unlockForCommand(client: Client, { passphraseFile }: { passphraseFile?: string }): Promise<void> {
  const { status, method, reason } = await client.vault.state();
  if (status === 'unlocked') return;
  if (status === 'setup') throw notSetUp(reason);
  if (method === 'keychain') return void (await client.vault.unlock({}));
  if (passphraseFile === undefined && !process.stdin.isTTY) throw needsPassphrase();
  await client.vault.unlock({ passphrase: await readPassphrase(passphraseFile, 'current') });
}

const notSetUp = (reason = '') =>
  commonFaults.fault(
    'VAULT_LOCKED',
    `The vault is not set up: ${reason || 'nobody has chosen how secrets are kept.'}`,
    {
      kept: 'Nothing was stored or sent.',
      todo: 'Run patchbay vault setup --method passphrase.',
    },
  );

const needsPassphrase = () =>
  commonFaults.fault('VAULT_LOCKED', 'The vault is locked with a passphrase.', {
    kept: 'Nothing was stored or sent; the secrets stay sealed.',
    todo: 'Add --passphrase-file <path>, a file whose first line is the passphrase.',
  });
