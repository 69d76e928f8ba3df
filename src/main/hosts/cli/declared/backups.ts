import type { Command } from 'commander';
import { requireNewNode, withConsole } from '../withConsole.ts';
import { command, running } from './command.ts';

/** Declares what lists and restores copies of the store. */
export function addBackupCommands(program: Command): void {
  const backups = program.command('backups').description('list copies of the store, or go back to one');

  command(backups, 'list', 'list the copies of the store').action(
    running((output) =>
      withConsole(async (console) => (await import('../commands/backups.ts')).listBackups(console, output)),
    ),
  );

  command(backups, 'restore <name>', 'set the store back to a copy; today’s store is kept as another one').action(
    running(async (output, name: string) => {
      requireNewNode();
      return (await import('../commands/backups.ts')).restoreBackup(output, name);
    }),
  );
}
