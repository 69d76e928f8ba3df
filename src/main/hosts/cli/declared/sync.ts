import { Argument, type Command, Option } from 'commander';
import type { CommandConsole } from '../commandConsole.ts';
import type { Output } from '../output.ts';
import { withConsole } from '../withConsole.ts';
import { command, passphraseFile, running, whole } from './command.ts';

/** What a command of this group is given: the console, the output, what was typed, and the options. */
type Work<A extends unknown[]> = (console: CommandConsole, output: Output, ...rest: A) => Promise<unknown>;

/** Runs on a console, and loads what does it first then. */
const onConsole = <A extends unknown[]>(load: () => Promise<Work<A>>) =>
  running((output, ...rest: A) => withConsole(async (console) => (await load())(console, output, ...rest)));

/** Declares what shares a tenant through a Postgres, and what takes over from one. */
export function addSyncCommands(program: Command): void {
  const sync = program.command('sync').description('share a tenant with a team through its own Postgres database');
  addEntering(sync);
  addState(sync);
  addMembers(sync);
  addAdoption(sync);
}

function addEntering(sync: Command): void {
  command(
    sync,
    'init [postgres-url]',
    'share this tenant through a Postgres, which is set up for it; the address may stand in DATABASE_URL, its password in PGPASSWORD or a prompt',
  )
    .option('--print-sql', 'print the SQL that a database administrator can run instead, and change nothing')
    .option('--invitation-file <path>', 'with --print-sql and an address: file for the invitation to join with then')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncSetUp.ts')).syncInit));

  command(sync, 'join [invitation]', 'enter a team; the invitation comes from stdin (-) or a prompt')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncSetUp.ts')).syncJoin));

  command(sync, 'leave', 'stop sharing on this computer; what is here stays')
    .option('--discard-unsent', 'leave although changes were not sent to the team')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncSetUp.ts')).syncLeave));
}

function addState(sync: Command): void {
  command(sync, 'status', 'show how this tenant stands with its team').action(
    onConsole(async () => (await import('../commands/syncState.ts')).syncStatus),
  );

  command(sync, 'now', 'send and fetch now')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncState.ts')).syncNow));

  command(sync, 'conflicts', 'list what two people changed at once, or decide it')
    .option('--mine <id...>', 'keep your value of these')
    .option('--theirs <id...>', 'take the other value of these')
    .option('--all-mine', 'keep your values of all others')
    .option('--all-theirs', 'take the other values of all others')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncConflicts.ts')).syncConflicts));

  command(sync, 'held-back', 'list what could not be sent or taken over')
    .option('--retry', 'try it once more')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncState.ts')).syncHeldBack));

  command(sync, 'answer', 'answer what sync asks: about many deletions, or about another database')
    .addArgument(
      new Argument('<answer>', 'what to do').choices(['send', 'restore', 'take-theirs', 'send-mine', 'leave']),
    )
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncState.ts')).answerSync));

  command(sync, 'secrets', 'let secrets travel to the team, sealed, or no longer')
    .addArgument(new Argument('<on|off>', 'whether they travel').choices(['on', 'off']))
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncState.ts')).setSyncSecrets));
}

function addMembers(sync: Command): void {
  command(sync, 'invite [name]', 'make a login for a person, and print the invitation')
    .option('--email <address>', 'mail address of the person')
    .addOption(
      new Option('--role <role>', 'what they may do; editor by default').choices(['admin', 'editor', 'viewer']),
    )
    .option('--days <number>', 'how long the invitation can be taken, 30 at most', whole, 7)
    .option('--for <member>', 'another computer of this member, by name, mail address or ID')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncMembers.ts')).syncInvite));

  command(sync, 'logins', 'list the computers and invitations of the team')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncMembers.ts')).syncLogins));

  command(sync, 'revoke <login>', 'end a login: an invitation, or a computer that was lost')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncMembers.ts')).syncRevoke));

  command(sync, 'remove-member <member>', 'take a person out of the team, and list the secrets that they knew')
    .option('--yes', 'do not ask')
    .option(...passphraseFile)
    .action(onConsole(async () => (await import('../commands/syncMembers.ts')).syncRemoveMember));
}

function addAdoption(sync: Command): void {
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
    .action(onConsole(async () => (await import('../commands/adopt.ts')).adopt));
}
