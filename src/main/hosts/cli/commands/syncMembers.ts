import type { Role } from '#contract/common.ts';
import type { TeamLogin } from '#contract/sync.ts';
import type { Member } from '#contract/tenants.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { ask } from '../input.ts';
import { moment, type Output, quoted, table } from '../output.ts';
import { openLogin, type SyncOptions } from './syncState.ts';

interface InviteOptions extends SyncOptions {
  readonly email?: string;
  readonly role?: Role;
  readonly days: number;
  /** A member who gets another computer. */
  readonly for?: string;
}

/** Makes a login for a person. The invitation is all that stands on stdout. */
export async function syncInvite(
  console: CommandConsole,
  output: Output,
  given: string | undefined,
  { email, role, days, for: wanted, ...options }: InviteOptions,
): Promise<void> {
  const { client } = console;
  const member = wanted === undefined ? undefined : await findMember(client, wanted);
  const name = given ?? member?.name;
  if (name === undefined)
    throw commandFault('USAGE', 'Give the name of the person: patchbay sync invite <name>.', {
      todo: 'For another computer of a member, --for <member> says whose.',
    });
  await openLogin(console, options);
  const made = await client.sync.invite({
    name,
    email: email ?? member?.email ?? null,
    role: role ?? member?.role ?? 'editor',
    days,
    ...(member !== undefined && { userId: member.userId }),
  });
  output.result(made, [made.invitation]);
  output.note(`The invitation of ${name} can be taken once, until ${moment(made.expiresAt)}.`);
  output.note(
    'It holds a login to the database and the key of the team’s secrets: give it only to this person, in a way that nobody else reads.',
  );
  output.note(`To take it back: patchbay sync revoke ${made.login}`);
}

/** Everyone who can log in to the team's database, and those who are invited. */
export async function syncLogins(console: CommandConsole, output: Output, options: SyncOptions): Promise<void> {
  await openLogin(console, options);
  showLogins(output, await console.client.sync.logins());
}

/** Ends one login: an invitation that was not taken, or a computer that was lost. */
export async function syncRevoke(
  console: CommandConsole,
  output: Output,
  wanted: string,
  options: SyncOptions,
): Promise<void> {
  const { client } = console;
  await openLogin(console, options);
  const found = (await client.sync.logins()).find(({ login }) => login === wanted);
  if (!found)
    throw commandFault('NOT_FOUND', `The team has no login ${wanted}.`, { todo: 'See patchbay sync logins.' });
  if (found.self)
    throw commandFault('CONFLICT', 'This is the login of this computer.', {
      kept: 'Nothing was changed.',
      todo: 'Leave the team with patchbay sync leave.',
    });
  showLogins(output, await client.sync.revokeLogin({ login: wanted }));
}

const states: Record<TeamLogin['status'], string> = {
  invited: 'invited',
  active: 'active',
  revoked: 'revoked',
  expired: 'invitation expired',
};

function showLogins(output: Output, logins: readonly TeamLogin[]): void {
  const rows = logins.map(({ login, person, role, status, app, lastSeenAt, expiresAt, self }) => [
    login,
    self ? `${person} (this computer)` : person,
    role ?? '',
    status === 'invited' && expiresAt !== null ? `invited until ${moment(expiresAt)}` : states[status],
    app ?? '',
    lastSeenAt === null ? '' : moment(lastSeenAt),
  ]);
  const head = ['LOGIN', 'PERSON', 'ROLE', 'STATUS', 'PATCHBAY', 'LAST SEEN'];
  output.result(logins, rows.length > 0 ? table(head, rows) : ['This tenant is not shared with a team.']);
}

/** Takes a person out of the team, and lists the secrets that they have known. */
export async function syncRemoveMember(
  console: CommandConsole,
  output: Output,
  wanted: string,
  { yes = false, ...options }: SyncOptions & { readonly yes?: boolean },
): Promise<void> {
  const { client } = console;
  const { userId, name, self } = await findMember(client, wanted);
  if (self)
    throw commandFault('CONFLICT', 'This is you.', {
      kept: 'Nothing was changed.',
      todo: 'Leave the team with patchbay sync leave.',
    });
  await openLogin(console, options);
  const question = `Take ${name} out of the team? All their logins and all open invitations end, and the key of the secrets changes. [y/N] `;
  if (!yes && !/^y(es)?$/i.test(await ask(question))) throw notConfirmed(name);
  const { secrets } = await client.sync.removeMember({ userId });
  output.result({ userId, name, secrets }, [
    `${name} is no longer in the team.`,
    ...(secrets.length === 0
      ? ['They could use no secrets.']
      : [
          'They could use these secrets. Change them where they come from:',
          ...secrets.map(({ integration, name: of }) => `  ${integration === null ? of : `${integration}: ${of}`}`),
        ]),
  ]);
}

const notConfirmed = (name: string) =>
  commandFault('INVALID', `${name} would be taken out of the team; nobody said yes to it.`, {
    kept: 'Nothing was changed.',
    todo: 'Run it again with --yes.',
  });

/** A member by id, mail address or name. */
async function findMember(client: Client, wanted: string): Promise<Member> {
  const members = await client.tenants.members();
  const same = (text: string | null) => text?.toLowerCase() === wanted.toLowerCase();
  const found = members.filter(({ userId, name, email }) => same(userId) || same(email) || same(name));
  const [member] = found;
  if (!member)
    throw commandFault('NOT_FOUND', `The tenant has no member called ${wanted}.`, {
      todo: `There are: ${members.map(({ name }) => quoted(name)).join(', ')}.`,
    });
  if (found.length > 1)
    throw commandFault('CONFLICT', `Several members are called ${wanted}.`, {
      kept: 'Nothing was changed.',
      todo: 'Use the mail address or the ID.',
      names: found.map(({ name, email, userId }) => `${name}, ${email ?? 'no mail address'} (${userId})`),
    });
  return member;
}
