import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Conflict, TeamLogin } from '#contract/sync.ts';
import { createConsole } from '#main/console.ts';
import { openTeamSecret } from '#main/domains/sync/team/login.ts';
import { syncInit } from '#main/hosts/cli/commands/syncSetUp.ts';
import { type Canary, canariesIn, filesWithCanary, makeCanary } from '#test/support/canary.ts';
import { commandRig, typeIn } from '#test/support/commandRig.ts';
import { startHostProcess } from '#test/support/hostProcess.ts';
import { testDatabase } from '#test/support/serverRig.ts';
import { signIn } from '#test/support/signIn.ts';
import {
  openInvitation,
  passphrase,
  type SyncComputer,
  syncComputer,
  writeInvitation,
} from '#test/support/syncCommands.ts';
import { type Client, testHost } from '#test/support/testConsole.ts';

/** Each command is a process of its own; on a busy machine a start takes seconds. */
const manyProcesses = 600_000;

/** Shares the tenant of a computer through a new database. */
async function sharedTeam() {
  const [database, first] = await Promise.all([testDatabase(), syncComputer()]);
  const made = await first.sync(['init'], { env: { DATABASE_URL: database.url } });
  expect(made).toMatchObject({ code: 0, answer: { team: { state: 'inStep', role: 'admin', problem: null } } });
  const invite = async (...args: string[]) =>
    ((await first.sync(['invite', ...args])).answer as { invitation: string }).invitation;
  const join = async (invitation: string) => {
    const computer = await syncComputer();
    return { computer, joined: await computer.sync(['join', '-'], { input: `${invitation}\n` }) };
  };
  return { database, first, invite, join };
}

const inStep = async (...computers: SyncComputer[]) => {
  for (const { sync } of [...computers, ...computers]) expect(await sync(['now'])).toMatchObject({ code: 0 });
};

/** A description where no command shows it. */
const descriptionOf = ({ edit }: SyncComputer, name: string) =>
  edit(async (client) => {
    const [row] = (await client.integrations.list({ text: name })).rows;
    return row && (await client.integrations.get({ id: row.id })).description;
  });

describe('two computers', () => {
  it(
    'share what commands do on both, decide what both changed, and part again',
    async () => {
      const { first, invite, join } = await sharedTeam();
      await first.import('before');
      expect(await first.team()).toMatchObject({ state: 'waiting', toSend: expect.any(Number) });
      await inStep(first);
      const { computer: second, joined } = await join(await invite('Bea', '--email', 'bea@example.com'));
      expect(joined).toMatchObject({ code: 0, answer: { tenant: { role: 'editor' }, team: { state: 'inStep' } } });
      expect(await second.names()).toEqual(['before']);
      await second.import('made-there');
      await first.import('made-here');
      await inStep(second, first, second);
      for (const { names } of [first, second]) expect(await names()).toEqual(['before', 'made-here', 'made-there']);

      await first.describe('before', 'of the first');
      await second.describe('before', 'of the second');
      await first.describe('made-here', 'left');
      await second.describe('made-here', 'right');
      await inStep(first);
      // Somebody has to decide, and the exit code says so.
      expect(await second.sync(['now'])).toMatchObject({ code: 10, answer: { team: { conflicts: 2 } } });
      expect(await second.run(['sync', 'status'])).toMatchObject({
        code: 10,
        stdout: expect.stringContaining('2 conflicts to decide: patchbay sync conflicts'),
      });
      const shown = await second.run(['sync', 'conflicts']);
      expect(shown.stdout).toMatch(
        /integration before, description\n {2}mine {4}of the second {2}\(you, .+\)\n {2}theirs {2}of the first {2}\(Me, /,
      );
      const conflicts = (await second.sync(['conflicts'])).answer as Conflict[];
      const id = conflicts.find(({ name }) => name === 'before')?.id ?? '';
      expect(await second.sync(['conflicts', '--mine', id, '--theirs', id])).toMatchObject({ code: 2 });
      expect(await second.sync(['conflicts', '--mine', 'nothing'])).toMatchObject({ code: 5 });
      expect(await second.sync(['conflicts', '--mine', id])).toMatchObject({
        answer: { decided: 1, left: [{ name: 'made-here' }] },
      });
      expect(await second.sync(['conflicts', '--all-theirs'])).toMatchObject({ answer: { decided: 1, left: [] } });
      await inStep(second, first);
      for (const computer of [first, second]) {
        expect(await descriptionOf(computer, 'before')).toBe('of the second');
        expect(await descriptionOf(computer, 'made-here')).toBe('left');
        expect(await computer.team()).toMatchObject({ state: 'inStep', conflicts: 0, heldBack: 0, toSend: 0 });
      }

      await second.import('never-sent');
      expect(await second.sync(['leave'])).toMatchObject({ code: 1, answer: { error: { code: 'UNSENT' } } });
      expect(await second.sync(['leave', '--discard-unsent'])).toMatchObject({ code: 0, answer: { team: null } });
      expect(await second.names()).toContain('never-sent');
      expect(await second.sync(['now'])).toMatchObject({ code: 1, answer: { error: { code: 'NOT_SHARED' } } });
      const logins = (await first.sync(['logins'])).answer as TeamLogin[];
      expect(logins.map(({ person, status, self }) => [person, status, self])).toEqual([
        ['Me', 'active', true],
        ['Bea', 'revoked', false],
      ]);
    },
    manyProcesses,
  );

  it(
    'can belong to one person, who is then the same on both',
    async () => {
      const { first, invite, join } = await sharedTeam();
      await first.import('shelf');
      await inStep(first);
      const { computer: second, joined } = await join(await invite('--for', 'Me'));
      expect(joined).toMatchObject({ code: 0, answer: { user: { name: 'Me' }, tenant: { role: 'admin' } } });
      expect(await second.names()).toEqual(['shelf']);
      const [one, two] = await Promise.all(
        [first, second].map(({ edit }) => edit((client) => client.tenants.session())),
      );
      expect(two?.user.id).toBe(one?.user.id);
      // The tenant that was on the second computer before is still theirs, and can be gone back to.
      const own = two?.tenants.find(({ id }) => id !== two.tenant.id);
      if (own === undefined) throw new Error('The tenant of before is not listed');
      expect(await second.edit((client) => client.tenants.switch({ tenantId: own.id }))).toMatchObject({
        tenant: { id: own.id },
        tenants: { length: 2 },
      });
      expect(await second.names()).toEqual([]);
    },
    manyProcesses,
  );

  it(
    'keep a console in step by itself, and commands ask that console',
    async () => {
      const { first, invite, join } = await sharedTeam();
      const { computer: second } = await join(await invite('Bea'));
      const host = await startHostProcess(first.data);
      const headers = { ...(await signIn(host.link)), origin: host.address };
      const page: Client = createORPCClient(new RPCLink({ url: `${host.address}/rpc`, headers }));
      await page.vault.unlock({ passphrase });
      // Without the passphrase: it is the console's vault that is open.
      expect(await first.json(['sync', 'now'])).toMatchObject({ code: 0, answer: { team: { state: 'inStep' } } });
      await second.import('news');
      await inStep(second);
      await vi.waitFor(async () => expect(await first.names()).toEqual(['news']), { timeout: 20_000, interval: 200 });
      // A console of the command's own beside it syncs as well, one after the other.
      await first.import('more');
      expect(await first.sync(['now'], { env: { PATCHBAY_ALONE: '1' } })).toMatchObject({ code: 0 });
      await inStep(second);
      expect(await second.names()).toEqual(['more', 'news']);
      // It leaves the team below the running console, which stops then.
      expect(await first.sync(['leave'], { env: { PATCHBAY_ALONE: '1' } })).toMatchObject({ code: 0 });
      await second.import('after');
      await inStep(second);
      expect(await page.sync.status()).toEqual({ team: null });
      expect(await first.names()).toEqual(['more', 'news']);
    },
    manyProcesses,
  );
});

describe('people', () => {
  it(
    'are taken out of the team with the list of what they knew, and their invitations are taken back',
    async () => {
      const { first, invite, join } = await sharedTeam();
      await first.import('shelf');
      await inStep(first);
      const { computer: second } = await join(await invite('Bea'));
      const unused = await invite('Carl', '--role', 'viewer', '--days', '2');
      const { login } = openInvitation(unused);
      expect(await first.sync(['revoke', 'nobody'])).toMatchObject({ code: 5 });
      const logins = (await first.sync(['logins'])).answer as TeamLogin[];
      const own = logins.find(({ self }) => self)?.login ?? '';
      expect(await first.sync(['revoke', own])).toMatchObject({ code: 1, answer: { error: { code: 'CONFLICT' } } });
      expect(await first.sync(['revoke', login])).toMatchObject({ code: 0 });
      expect((await join(unused)).joined).toMatchObject({ code: 1, answer: { error: { code: 'NO_ACCESS' } } });
      expect(await second.sync(['invite', 'Dan'])).toMatchObject({ code: 4 });
      expect(await second.sync(['remove-member', 'Me', '--yes'])).toMatchObject({ code: 4 });

      expect(await first.sync(['secrets', 'on'])).toMatchObject({ code: 0, answer: { team: { secrets: 'on' } } });
      await first.run(['connect', 'shelf', '--team', ...first.unlocked], { input: 'key-of-the-shelf\n' });
      await inStep(first, second);
      expect(await first.sync(['remove-member', 'Nobody', '--yes'])).toMatchObject({ code: 5 });
      // Nobody is there to say yes.
      expect(await first.sync(['remove-member', 'bea'])).toMatchObject({ code: 1 });
      expect(await first.sync(['remove-member', 'bea', '--yes'])).toMatchObject({
        code: 0,
        answer: { name: 'Bea', secrets: [{ integration: 'shelf', name: expect.any(String) }] },
      });
      expect(await second.sync(['now'])).toMatchObject({ code: 1, answer: { error: { code: 'NO_ACCESS' } } });
      expect(await second.sync(['status'])).toMatchObject({
        code: 10,
        answer: { team: { state: 'stopped', problem: { code: 'NO_ACCESS' } } },
      });
      expect(await first.sync(['secrets', 'off'])).toMatchObject({ code: 0, answer: { team: { secrets: 'off' } } });
    },
    manyProcesses,
  );
});

describe('what is wrong', () => {
  it(
    'is said before anything is changed: address, password, network, rights',
    async () => {
      const database = await testDatabase();
      const computer = await syncComputer();
      const url = new URL(database.url);
      const tryInit = async (change: (url: URL) => void, env: Record<string, string> = {}) => {
        const wrong = new URL(url);
        change(wrong);
        const { answer } = await computer.sync(['init'], { env: { DATABASE_URL: wrong.href, ...env } });
        return { ...(answer as { error: { code: string; message: string; kept: string; todo: string } }).error };
      };
      const failed = (code: string) => ({ code, kept: 'Nothing was changed.', todo: expect.any(String) });
      const wrongPassword = await tryInit((at) => {
        at.password = 'not-the-password';
      });
      expect(wrongPassword).toMatchObject(failed('NO_ACCESS'));
      expect(
        await tryInit(
          (at) => {
            at.password = '';
          },
          { PGPASSWORD: 'not-that-either' },
        ),
      ).toMatchObject(failed('NO_ACCESS'));
      expect(
        await tryInit((at) => {
          at.port = '1';
        }),
      ).toMatchObject(failed('SERVER_UNREACHABLE'));
      expect(
        await tryInit((at) => {
          at.hostname = 'db.example.com';
          at.searchParams.set('sslmode', 'disable');
        }),
      ).toMatchObject({
        ...failed('SERVER_REFUSED'),
        message: expect.stringContaining('Without TLS everything that is sent to db.example.com could be read'),
      });
      await database.admin((client) => client.query(`CREATE ROLE weak_${database.name} LOGIN PASSWORD 'weak'`));
      onTestFinished(() => database.admin((client) => client.query(`DROP ROLE weak_${database.name}`)).then());
      expect(
        await tryInit((at) => {
          at.username = `weak_${database.name}`;
          at.password = 'weak';
        }),
      ).toMatchObject({ code: 'SERVER_REFUSED', message: expect.stringContaining('CREATEROLE') });
      expect(await computer.sync(['init'], { env: { DATABASE_URL: '' } })).toMatchObject({ code: 2 });
      expect(await computer.team()).toBeNull();
      expect(readdirSync(computer.data)).not.toContain('backups');
      const schemas = await database.admin((client) =>
        client.query("SELECT 1 FROM pg_namespace WHERE nspname = 'patchbay'"),
      );
      expect(schemas.rowCount).toBe(0);
    },
    manyProcesses,
  );

  it(
    'is said of an invitation that is cut, expired, changed or taken, and nothing of it stays',
    async () => {
      const { first, invite, join, database } = await sharedTeam();
      const good = await invite('Bea');
      const content = openInvitation(good);
      const refused = { code: 1, answer: { error: { code: 'INVITATION_INVALID', kept: 'Nothing was changed.' } } };
      const { computer, joined } = await join(good.slice(0, -40));
      expect(joined).toMatchObject(refused);
      const tryJoin = (input: string) => computer.sync(['join'], { input });
      expect(await tryJoin('hello')).toMatchObject(refused);
      expect(await tryJoin('')).toMatchObject({ code: 2 });
      expect(await tryJoin(writeInvitation({ ...content, expiresAt: Date.now() - 1 }))).toMatchObject(refused);
      // The database counts the days as well.
      const old = openInvitation(await invite('Carl'));
      await database.admin(async (client) => {
        await client.query(`ALTER ROLE ${old.login} VALID UNTIL '2020-01-01'`);
      });
      expect(await tryJoin(writeInvitation(old))).toMatchObject({ code: 1, answer: { error: { code: 'NO_ACCESS' } } });
      expect(await computer.edit((client) => client.tenants.session())).toMatchObject({ tenants: { length: 1 } });
      expect(await computer.team()).toBeNull();
      // As mail programs break it.
      expect(await tryJoin(good.replaceAll(/.{60}/g, '$&\r\n'))).toMatchObject({ code: 0 });
      expect((await join(good)).joined).toMatchObject({ code: 1, answer: { error: { code: 'NO_ACCESS' } } });
      expect(await computer.sync(['join'], { input: good })).toMatchObject({
        code: 1,
        answer: { error: { code: 'ALREADY_SHARED' } },
      });
      await inStep(first);
    },
    manyProcesses,
  );
});

it(
  'goes back to before the first sync with one command, and in step again nothing is lost',
  async () => {
    const { database, first, invite, join } = await sharedTeam();
    const { computer: second } = await join(await invite('Bea'));
    await first.import('made-here');
    await inStep(first);
    await second.import('made-there');
    await inStep(second, first);
    const { answer } = await first.json(['backups', 'list']);
    const [before] = answer as { name: string; reason: string }[];
    expect(before).toMatchObject({ name: expect.stringMatching(/^before-.+-sync\.db$/), reason: 'sync' });
    expect(await first.json(['backups', 'restore', before?.name ?? ''])).toMatchObject({
      code: 0,
      answer: { restored: true },
    });
    expect(await first.names()).toEqual([]);
    expect(await first.team()).toBeNull();
    await first.import('after-the-restore');
    await second.import('meanwhile');
    await inStep(second);
    const again = await first.sync(['init'], { env: { DATABASE_URL: database.url } });
    expect(again).toMatchObject({ code: 0, answer: { team: { state: 'inStep' } } });
    await inStep(second, first);
    const all = ['after-the-restore', 'made-here', 'made-there', 'meanwhile'];
    for (const { names } of [first, second]) expect(await names()).toEqual(all);
    // The login of before is lost with its password: it is ended, as that of a lost computer.
    const logins = (await first.sync(['logins'])).answer as TeamLogin[];
    for (const { login, self } of logins) if (!self) await first.sync(['revoke', login]);
    await inStep(first);
    expect(await first.sync(['secrets', 'on'])).toMatchObject({ code: 0, answer: { team: { secrets: 'on' } } });
  },
  manyProcesses,
);

it(
  'is set up by a database administrator with the printed SQL, and joined with the invitation beside it',
  async () => {
    const [database, computer] = await Promise.all([testDatabase(), syncComputer()]);
    await computer.import('shelf');
    const address = `postgresql://${new URL(database.url).host}/${database.name}`;
    const file = join(computer.data, 'invitation');
    expect(await computer.run(['sync', 'init', address, '--print-sql'])).toMatchObject({ code: 2, stdout: '' });
    const printed = await computer.run(['sync', 'init', address, '--print-sql', '--invitation-file', file]);
    expect(printed).toMatchObject({ code: 0, stderr: expect.stringContaining('patchbay sync join - <') });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const invitation = readFileSync(file, 'utf8');
    const { password: once, key } = openInvitation(invitation);
    const canaries = [canaryOf(once), canaryOf(key.bytes), canaryOf(invitation.trim().slice(-60))];
    expect(canariesIn(printed.stdout + printed.stderr, canaries)).toEqual([]);
    expect(await computer.run(['sync', 'init', address, '--print-sql', '--invitation-file', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already'),
    });
    const sql = printed.stdout.replaceAll(/^\\.*$/gm, '');
    await database.admin((client) => client.query(sql));
    expect(await computer.sync(['join'], { input: invitation })).toMatchObject({
      code: 0,
      answer: { tenant: { role: 'admin' }, team: { state: 'inStep', toSend: 0 } },
    });
    expect(await computer.names()).toEqual(['shelf']);
  },
  manyProcesses,
);

const canaryOf = (secret: string): Canary => ({ secret, core: secret });

/** The command lines of all processes of this machine that hold one of the canaries. */
function processesWith(canaries: readonly Canary[]): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return canariesIn(readFileSync(join('/proc', pid, 'cmdline')), canaries);
      } catch {
        // It has ended in the meantime.
        return [];
      }
    });
}

/** The password and keys of a computer's login, opened with its passphrase. */
async function secretsOf({ data }: SyncComputer, tenantId: string): Promise<string[]> {
  const { resources } = testHost().paths;
  const console = await createConsole(testHost({ kind: 'cli', paths: { data, resources } }));
  try {
    await console.vault.unlock(passphrase);
    return (['password', 'privateKey', 'key:1'] as const).map((field) =>
      openTeamSecret(console.store.read, console.vault, tenantId as never, field),
    );
  } finally {
    await console.close();
  }
}

it(
  'shows no password, invitation or key: not in words, logs, arguments of processes, nor in the store',
  async () => {
    const database = await testDatabase();
    const admin = makeCanary('db');
    const role = `boss_${database.name}`;
    await database.admin((client) => client.query(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${admin.secret}'`));
    onTestFinished(() => database.admin((client) => client.query(`DROP ROLE ${role}`)).then());
    const first = await syncComputer();
    const url = new URL(database.url);
    url.username = role;
    url.password = '';
    const seen: string[] = [];
    const watch = setInterval(() => seen.push(...processesWith([admin])), 50);
    onTestFinished(() => clearInterval(watch));
    const said: string[] = [];
    const run = async (computer: SyncComputer, args: string[], options = {}) => {
      const end = await computer.run(['sync', ...args, ...computer.unlocked], options);
      expect(end, end.stderr).toMatchObject({ code: 0 });
      said.push(end.stderr);
      return end.stdout;
    };
    said.push(await run(first, ['init'], { env: { DATABASE_URL: url.href, PGPASSWORD: admin.secret } }));
    clearInterval(watch);
    const invitation = await run(first, ['invite', 'Bea']);
    // The invitation is all of it, so that it can be piped.
    expect(invitation).toMatch(/^patchbay-invitation:[\w-]+\n$/);
    expect(said.at(-1)).toMatch(/can be taken once, until .+\n.*holds a login to the database/);
    const second = await syncComputer();
    said.push(await run(second, ['join'], { input: invitation }));
    for (const computer of [first, second, first])
      for (const args of [['now'], ['logins'], ['conflicts'], ['held-back']]) said.push(await run(computer, args));
    const { tenantId, password, key } = openInvitation(invitation);
    const kept = [...(await secretsOf(first, tenantId)), ...(await secretsOf(second, tenantId))];
    expect(new Set(kept).size).toBe(5);
    const canaries = [
      admin,
      ...[password, key.bytes, ...kept].map(canaryOf),
      canaryOf(invitation.trim().slice(30, 90)),
    ];
    expect(canariesIn(said.join('\n'), canaries)).toEqual([]);
    const folders = [first, second].flatMap(({ data }) => filesWithCanary(data, canaries));
    expect(folders).toEqual([]);
    // Nor as bytes: keys are 32 of them.
    const bytes = [key.bytes, ...kept].map((text) => Buffer.from(text, 'base64'));
    for (const { data } of [first, second])
      for (const file of readdirSync(data, { recursive: true, withFileTypes: true }))
        if (file.isFile())
          for (const secret of bytes)
            expect(readFileSync(join(file.parentPath, file.name)).includes(secret), file.name).toBe(false);
    expect(seen).toEqual([]);
    // An address with a password in the arguments is warned about, since it can be read there.
    url.password = encodeURIComponent(admin.secret);
    const third = await syncComputer();
    const warned = await third.run(['sync', 'init', url.href, ...third.unlocked]);
    expect(warned).toMatchObject({ code: 0, stderr: expect.stringContaining('other programs of this computer') });
    expect(canariesIn(warned.stdout + warned.stderr, [admin])).toEqual([]);
    expect(filesWithCanary(third.data, [admin])).toEqual([]);
  },
  manyProcesses,
);

it('asks at the terminal for a password that stands nowhere, without showing it', async () => {
  const [database, { own, client, output }] = await Promise.all([testDatabase(), commandRig()]);
  await client.vault.setUp({ method: 'keychain' });
  const { password } = new URL(database.url);
  const terminal = typeIn(password);
  await syncInit(own, output, database.url.replace(`:${password}@`, '@'), {});
  expect(output.values).toMatchObject([{ team: { state: 'inStep' } }]);
  expect(terminal.left()).toBe(0);
  expect(terminal.shown()).toContain('Password of the database: ');
  expect([terminal.shown(), ...output.lines, ...output.notes].join('\n')).not.toContain(password);
});
