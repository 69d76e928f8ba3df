import { type Command, Option } from 'commander';
import { withConsole, withOwnConsole } from '../withConsole.ts';
import { command, passphraseFile, running } from './command.ts';

/** Declares what sets up the vault and shows its state. */
export function addVaultCommands(program: Command): void {
  const vault = program.command('vault').description('set up the vault that stores secrets, or show its state');

  command(vault, 'status', 'show how secrets are stored')
    .option(...passphraseFile)
    .action(
      running((output, options) =>
        withConsole(async (console) => (await import('../commands/vault.ts')).vaultStatus(console, output, options)),
      ),
    );

  command(vault, 'setup', 'choose where secrets are stored; existing ones move too')
    .addOption(
      new Option('--method <method>', 'where the key is kept')
        .choices(['keychain', 'passphrase'])
        .makeOptionMandatory(),
    )
    .option(...passphraseFile)
    .action(
      running((output, options) =>
        withOwnConsole(async ({ client }) =>
          (await import('../commands/vault.ts')).vaultSetup(client, output, options),
        ),
      ),
    );

  command(vault, 'passphrase', 'change the passphrase; prompts for it unless files are given')
    .option('--passphrase-file <path>', 'file whose first line is the current passphrase')
    .option('--new-passphrase-file <path>', 'file whose first line is the new passphrase')
    .action(
      running((output, options) =>
        withOwnConsole(async ({ client }) =>
          (await import('../commands/vault.ts')).vaultPassphrase(client, output, options),
        ),
      ),
    );
}
