import { writeFile } from 'node:fs/promises';
import type { CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { askedDatabaseAddress } from '../databaseAddress.ts';
import { readSecretText } from '../input.ts';
import { moment, type Output } from '../output.ts';
import { isInTeam, type SyncOptions, showStatus, watched } from './syncState.ts';
import { unlockForCommand } from './vault.ts';

interface InitOptions extends SyncOptions {
  /** Prints what a database administrator runs, and changes nothing. */
  readonly printSql?: boolean;
  /** Where the invitation that belongs to that SQL is kept. */
  readonly invitationFile?: string;
}

/** Shares the tenant through a Postgres, which is set up where it is not. */
export async function syncInit(
  console: CommandConsole,
  output: Output,
  given: string | undefined,
  { printSql = false, invitationFile, ...options }: InitOptions,
): Promise<void> {
  if (printSql) return printSetUp(console, output, given, invitationFile);
  const { client, isShared } = console;
  await unlockForCommand(console, options);
  const url = await askedDatabaseAddress(output, given, 'sync init');
  const { server, version, encrypted, isSetUp, missing } = await client.sync.inspect({ url });
  const way = encrypted ? 'over TLS' : 'without TLS on this computer';
  output.note(`${server}: PostgreSQL ${version}, ${way}${isSetUp ? ', set up already' : ''}`);
  if (missing.length > 0)
    throw commandFault('SERVER_REFUSED', missing.join(' '), {
      kept: 'Nothing was changed.',
      todo: 'Use a login that may, or give a database administrator what --print-sql prints.',
    });
  output.note('Making a restore point, setting the database up, sending what is here …');
  const status = await watched(console, output, () => client.sync.init({ url }));
  output.note('To go back to before: patchbay backups list, patchbay backups restore <name>');
  showStatus(output, status, isShared);
}

/** SQL goes to stdout alone, so that it can be kept or piped; the invitation is a secret, and the database must not have its key. */
async function printSetUp(
  { client }: CommandConsole,
  output: Output,
  given: string | undefined,
  invitationFile: string | undefined,
): Promise<void> {
  const url = given || process.env.DATABASE_URL || undefined;
  if (url !== undefined && invitationFile === undefined && !output.json)
    throw commandFault('USAGE', 'With an address there is an invitation too, which belongs into no SQL.', {
      kept: 'Nothing was made.',
      todo: 'Say with --invitation-file <path> where it is kept, or leave the address out.',
    });
  const { sql, invitation } = await client.sync.setupSql(url === undefined ? {} : { url });
  if (invitation !== null && invitationFile !== undefined) await keepInvitation(invitationFile, invitation);
  output.result(invitationFile === undefined ? { sql, invitation } : { sql, invitationFile }, [sql.trimEnd()]);
  if (invitation === null) return;
  output.note('Give this SQL to whoever administers the database.');
  output.note(`When it was run, share the tenant with: patchbay sync join - < ${invitationFile}`);
}

/** Readable by its owner alone, and never over another file. */
async function keepInvitation(path: string, invitation: string): Promise<void> {
  await writeFile(path, `${invitation}\n`, { mode: 0o600, flag: 'wx' }).catch((error: Error) => {
    const isThere = 'code' in error && error.code === 'EEXIST';
    throw commandFault(
      'INVALID',
      isThere ? `${path} is there already.` : `${path} cannot be written: ${error.message}.`,
      {
        kept: 'Nothing was made.',
        todo: 'Choose another file.',
      },
    );
  });
}

/** Enters a team: its tenant comes to this computer, and commands work in it from now on. */
export async function syncJoin(
  console: CommandConsole,
  output: Output,
  given: string | undefined,
  options: SyncOptions,
): Promise<void> {
  const { client, isShared } = console;
  await unlockForCommand(console, options);
  const invitation = await readInvitation(output, given);
  const session = await watched(console, output, () => client.sync.join({ invitation }));
  const { tenant } = session;
  output.note(`You are in ${tenant.name} as ${tenant.role}. Commands and new windows work there from now on.`);
  const status = await client.sync.status();
  showStatus(output, { ...session, ...status }, isShared);
}

async function readInvitation(output: Output, given: string | undefined): Promise<string> {
  if (given !== undefined && given !== '-') {
    output.note(
      'While this runs, other programs of this computer can read the invitation. Next time give it on stdin.',
    );
    return given;
  }
  const text = (await readSecretText('Invitation: ')).trim();
  if (text !== '') return text;
  throw commandFault('USAGE', 'Give the invitation on stdin, or paste it where it is asked for.', {
    kept: 'Nothing was changed.',
  });
}

/** Stops sharing on this computer; what is here stays. */
export async function syncLeave(
  console: CommandConsole,
  output: Output,
  { discardUnsent = false, ...options }: SyncOptions & { readonly discardUnsent?: boolean },
): Promise<void> {
  const { client, isShared } = console;
  // A vault that was begun anew has no login any more that could be ended.
  const { status: vault } = await client.vault.state();
  if ((await isInTeam(client)) && vault !== 'setup') await unlockForCommand(console, options);
  const before = await client.sync.status();
  const status = await client.sync.leave({ discardUnsent });
  if (before.team !== null)
    output.note(
      `You left the team at ${before.team.server}, ${moment(Date.now())}. What is on this computer stays here.`,
    );
  showStatus(output, status, isShared);
}
