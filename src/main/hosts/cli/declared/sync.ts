import type { Command } from 'commander';
import { withConsole } from '../withConsole.ts';
import { command, passphraseFile, running } from './command.ts';

/** Declares what works with a Postgres. */
export function addSyncCommands(program: Command): void {
  const sync = program.command('sync').description('work with a Postgres database');

  command(
    sync,
    'adopt [postgres-url]',
    'take over custom_integrations of another product, with their actions and credentials; the address may stand in DATABASE_URL',
  )
    .option('--schema <name>', 'schema that has the tables; public by default')
    .option('--dry-run', 'show what would be taken over, and change nothing')
    .option('--yes', 'take it over without asking')
    .option('--team', 'share the connections with everyone in the tenant')
    .option(...passphraseFile)
    .action(
      running((output, url: string | undefined, options) =>
        withConsole(async (console) => (await import('../commands/adopt.ts')).adopt(console, output, url, options)),
      ),
    );
}
