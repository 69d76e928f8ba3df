import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { VariableKind } from '#contract/environments.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { readValues } from './readValues.ts';
import { variableScope } from './scope.ts';

const node = JSON.stringify(process.execPath);
/** A command that runs a program of Node's. */
const program = (text: string, ...args: string[]) => [node, '-e', `'${text}'`, ...args].join(' ');

/** Reads a variable of a kind as sending does. */
async function begin({
  processValues = process.env,
  commandMs = 30_000,
}: {
  processValues?: Record<string, string | undefined>;
  commandMs?: number;
} = {}) {
  const { console, client } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const { id: environmentId } = await client.environments.create({ name: 'Live', color: null, isProduction: false });
  const owner = { kind: 'environment' as const, id: environmentId };
  const { store, vault } = console.kernel;
  const read = async (name: string, signal?: AbortSignal) => {
    const actor = console.openSession().actor();
    const scope = variableScope({ groupsAbove: () => [] }, store.read, actor, { environmentId, groupId: null });
    return (await readValues({ store, vault, processValues, commandMs }, scope, [name], signal)).get(name);
  };
  const set = (kind: VariableKind, value: string) => client.environments.setVariable({ owner, name: 'v', kind, value });
  /** Makes a command, allows it, and reads it. */
  const run = async (command: string, signal?: AbortSignal) => {
    const { id } = await set('command', command);
    await client.environments.allowCommand({ id, command });
    return read('v', signal);
  };
  return { console, client, owner, read, set, run };
}

describe('an environment variable of the process', () => {
  test('is read when it is needed, as it is', async () => {
    const processValues: Record<string, string> = { TOKEN: ' a {{b}}\n' };
    const { set, read } = await begin({ processValues });
    await set('process', 'TOKEN');
    expect(await read('v')).toBe(' a {{b}}\n');
    processValues.TOKEN = '';
    expect(await read('v')).toBe('');
  });

  test.each(['ABSENT', 'token', 'PATCHBAY_KEY', 'patchbay_key', 'constructor', '__proto__', 'toString'])(
    '%s is none that may be read',
    async (name) => {
      const { set, read } = await begin({ processValues: { TOKEN: 'x', PATCHBAY_KEY: 'own', patchbay_key: 'own' } });
      await set('process', name);
      await expect(read('v')).rejects.toMatchObject({
        code: 'VARIABLE_UNREADABLE',
        message: expect.stringContaining('v (environment Live)'),
        data: { kept: 'Nothing was sent.', names: ['v'] },
      });
    },
  );
});

describe('a command', () => {
  test.each<[string, string, string]>([
    ['prints a value without the end of its line', `printf 'value\\n'`, 'value'],
    ['keeps the other ends of lines', `printf 'a\\n\\n'`, 'a\n'],
    ['prints nothing', 'true', ''],
    [
      'gets an argument in quotes as one',
      program('console.log(JSON.stringify(process.argv.slice(1)))', '"a b"', `'c "d"'`, 'e\\ f', '""'),
      '["a b","c \\"d\\"","e f",""]',
    ],
    [
      'gets signs of a shell as they are',
      program('console.log(JSON.stringify(process.argv.slice(1)))', '$HOME', '*', '~', '"$(id)"', '{a,b}', 'a=b'),
      '["$HOME","*","~","$(id)","{a,b}","a=b"]',
    ],
    ['has no input', 'cat', ''],
    [
      'is told nothing of what Patchbay is told',
      program('console.log(Object.keys(process.env).filter((k) => k.startsWith("PATCHBAY_")).length)'),
      '0',
    ],
  ])('%s', async (_, command, value) => {
    const { run } = await begin({ processValues: { ...process.env, PATCHBAY_KEYCHAIN: 'x' } });
    expect(await run(command)).toBe(value);
  });

  test.each([
    '; touch F',
    '| touch F',
    '|touch F',
    '& touch F',
    '&& touch F',
    '|| touch F',
    '> F',
    '>F',
    '\ntouch F',
    '<< F\nvalue\nF',
  ])('with %j behind it is refused, as part of it would be left out', async (behind) => {
    const { set } = await begin();
    await expect(set('command', `printf value ${behind}`)).rejects.toMatchObject({
      code: 'INVALID',
      data: { field: 'value' },
    });
  });

  test.each(['$(touch F)', '`touch F`', '"; touch F"', "'| touch F'", '"$(touch F)"', '<(touch F)'])(
    'with %j behind it leads to no shell',
    async (behind) => {
      const file = join(temporaryFolder(), 'made');
      const { run } = await begin();
      await run(`printf value ${behind.replace('F', file)}`);
      expect(existsSync(file)).toBe(false);
    },
  );

  test.each<[string, string, string]>([
    ['is not there', 'patchbay-no-such-program', 'the program is not installed, or not found from here.'],
    ['is a folder', '/', 'the command could not be run.'],
    [
      'prints no text',
      program('process.stdout.write(Buffer.from("canary\\xff\\xfe", "latin1"))'),
      'it printed bytes that are no text in UTF-8.',
    ],
    ['is empty', '""', 'the command could not be run.'],
    ['ends with a code', program('console.log("canary"); process.exit(3)'), 'the command ended with code 3.'],
    [
      'prints too much',
      program('process.stdout.write("canary".repeat(300000))'),
      'it printed more than a million characters.',
    ],
    [
      'is ended by a signal',
      program('console.log("canary"); process.kill(process.pid, "SIGTERM")'),
      'the command could not be run.',
    ],
  ])('that %s gives no value, and what it printed is not said', async (_, command, why) => {
    const { run } = await begin();
    const error = await run(command).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'VARIABLE_UNREADABLE',
      message: `v (environment Live) could not be read: ${why}`,
    });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  test('that takes too long is ended, whether it wants to or not', async () => {
    const { run } = await begin({ commandMs: 1_500 });
    const stubborn = program('process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)');
    await expect(run(stubborn)).rejects.toMatchObject({
      message: expect.stringContaining('it took longer than 1.5 s.'),
    });
  });

  test('that leaves a helper running in the background is over when it ends itself', async () => {
    const { run } = await begin();
    const file = join(temporaryFolder(), 'pid');
    const text = `const { spawn } = require("child_process");
      const helper = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "inherit", detached: true });
      require("fs").writeFileSync(process.argv[1], String(helper.pid));
      process.stdout.write("v".repeat(300000), () => process.exit());`;
    onTestFinished(() => void process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL'));
    const before = performance.now();
    expect(await run(program(text, JSON.stringify(file)))).toHaveLength(300_000);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  test('ends when the request is cancelled', async () => {
    const { run } = await begin();
    const stop = new AbortController();
    const file = join(temporaryFolder(), 'started');
    const text = `require("fs").writeFileSync(process.argv[1], ""); setInterval(() => 0, 1000)`;
    const running = run(program(text, JSON.stringify(file)), stop.signal);
    void expect
      .poll(() => existsSync(file), { timeout: 20_000 })
      .toBe(true)
      .then(() => stop.abort());
    await expect(running).rejects.toMatchObject({ message: expect.stringContaining('it was cancelled.') });
  });
});

describe('a command runs only where it was allowed', () => {
  const refused = { code: 'COMMAND_NOT_ALLOWED', data: { kept: 'Nothing was run and nothing was sent.' } };

  test('as it stood then: once is enough, and one that changes is asked about again', async () => {
    const { client, owner, set, read } = await begin();
    const { id, allowed } = await set('command', 'printf one');
    expect(allowed).toBe(false);
    await expect(read('v')).rejects.toMatchObject(refused);
    await expect(client.environments.allowCommand({ id, command: 'printf two' })).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
    await expect(read('v')).rejects.toMatchObject(refused);
    expect((await client.environments.allowCommand({ id, command: 'printf one' })).allowed).toBe(true);
    expect([await read('v'), await read('v')]).toEqual(['one', 'one']);
    const change = (value: string, kind: VariableKind = 'command') =>
      client.environments.setVariable({ owner, id, name: 'v', kind, value });
    expect(
      (
        await client.environments.setVariable({
          owner,
          id,
          name: 'v',
          kind: 'command',
          value: 'printf one',
          description: 'd',
        })
      ).allowed,
    ).toBe(true);
    expect((await change('printf two')).allowed).toBe(false);
    await expect(read('v')).rejects.toMatchObject(refused);
    // To write the old one again is a change as well.
    expect((await change('printf one')).allowed).toBe(false);
    await client.environments.allowCommand({ id, command: 'printf one' });
    await change('printf one', 'plain');
    expect((await change('printf one')).allowed).toBe(false);
  });

  test('not where the store was changed from outside, or the permission belongs to another', async () => {
    const { console, client, owner, set, read } = await begin();
    const { id } = await set('command', 'printf one');
    await client.environments.allowCommand({ id, command: 'printf one' });
    const { sqlite } = console.store;
    sqlite.prepare("UPDATE variables SET value = 'printf two' WHERE id = ?").run(id);
    expect((await client.environments.variables(owner))[0]).toMatchObject({ allowed: false, value: 'printf two' });
    await expect(read('v')).rejects.toMatchObject(refused);
    const other = await client.environments.setVariable({ owner, name: 'other', kind: 'command', value: 'printf one' });
    sqlite
      .prepare("UPDATE secrets SET owner_id = ? WHERE owner_table = 'variables' AND owner_id = ?")
      .run(other.id, id);
    await expect(read('other')).rejects.toMatchObject(refused);
  });

  test('not while the vault is locked, and not by a viewer; a copy asks again', async () => {
    const { client, owner, set, read } = await begin();
    const { id } = await set('command', 'printf one');
    await client.environments.allowCommand({ id, command: 'printf one' });
    const copy = await client.environments.duplicate({ id: owner.id });
    expect(await client.environments.variables({ kind: 'environment', id: copy.id })).toMatchObject([
      { name: 'v', allowed: false },
    ]);
    await client.vault.lock();
    await expect(read('v')).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await expect(client.environments.allowCommand({ id, command: 'printf one' })).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
    });
    await client.vault.unlock({});
    expect(await read('v')).toBe('one');
  });
});
