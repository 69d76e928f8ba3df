import { counted } from '#core/counted.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { moment, type Output, table } from '../output.ts';
import { withConsole, withOwnConsole } from '../withConsole.ts';

type Backup = Awaited<ReturnType<Client['system']['dataUse']>>['backups'][number];

const reasons: Record<Backup['reason'], string> = {
  migration: 'before an update',
  sync: 'before sharing with a team',
  person: 'manual',
  restore: 'before a restore',
};

/** Lists the copies of the store, the newest first. */
export async function listBackups({ client }: CommandConsole, output: Output): Promise<void> {
  const { backups } = await client.system.dataUse();
  const rows = backups.map(({ name, createdAt, bytes, reason }) => [
    name,
    moment(createdAt),
    counted(bytes, 'byte'),
    reasons[reason],
  ]);
  output.result(backups, rows.length > 0 ? table(['NAME', 'MADE', 'SIZE', 'WHY'], rows) : ['No backups yet.']);
}

/** Sets the store back to a backup: at once, or where a console is running when that is started anew. Today's store is kept as another one. */
export async function restoreBackup(output: Output, name: string): Promise<void> {
  const isShared = await withConsole(async (console) => {
    await console.client.system.restore({ name });
    return console.isShared;
  });
  if (isShared) {
    output.result({ name, restored: false }, [
      `${name} is restored when the running console is started anew. Quit it, and start it again.`,
    ]);
    return;
  }
  // A console carries out a restore when it opens.
  const open = await withOwnConsole(({ client }) => client.system.pendingRestore());
  if (open !== null)
    throw commandFault('CONFLICT', `${name} was not restored: a console is running on this data folder.`, {
      kept: 'The store is as it was.',
      todo: 'Quit it; the backup is restored when it is started again.',
    });
  output.result({ name, restored: true }, [
    `${name} is restored. The store of before is kept: patchbay backups list shows it.`,
  ]);
}
