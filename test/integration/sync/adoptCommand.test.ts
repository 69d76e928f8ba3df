import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type AdoptOptions, adopt } from '#main/hosts/cli/commands/adopt.ts';
import { createSourceTables } from '#test/support/adoptionTables.ts';
import { commandRig, pipeIn, typeIn } from '#test/support/commandRig.ts';
import { fernetToken, newFernetKey } from '#test/support/fernetToken.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { testDatabase } from '#test/support/serverRig.ts';

/** A database with one integration whose API key is `api-key-7`. */
async function source() {
  const database = await testDatabase();
  const tables = await createSourceTables(database);
  const key = newFernetKey();
  const integration = {
    name: 'weather',
    auth_type: 'api_key',
    base_url: 'https://api.example.com',
    auth_header: 'X-Key',
  };
  const integration_id = await tables.integration({ ...integration, auth_prefix: '' });
  await tables.action({ integration_id, action_name: 'Now', http_method: 'GET', endpoint: '/now' });
  await tables.action({ integration_id, action_name: 'Away', http_method: 'GET', endpoint: 'https://evil.example' });
  await tables.credential({
    integration_id,
    credential_type: 'api_key',
    encrypted_value: fernetToken(key, 'api-key-7'),
  });
  return { url: database.url, key };
}

async function rig() {
  const [made, test] = [await source(), await commandRig()];
  await test.client.vault.setUp({ method: 'keychain' });
  const run = (options: AdoptOptions = {}, url: string | undefined = made.url) =>
    adopt(test.own, test.output, url, options);
  const total = async () => (await test.client.integrations.list({})).all;
  return { ...test, ...made, run, total };
}

it('previews, asks, and takes over what a person says yes to, with a key that is typed and not shown', async () => {
  const { key, run, output, total } = await rig();
  const terminal = typeIn(key, 'n', key, 'y');
  await expect(run()).rejects.toMatchObject({ code: 'INVALID' });
  expect(await total()).toBe(0);
  expect(output.notes).toEqual([
    expect.stringMatching(/^This would come of t_\w+, schema public:$/),
    'integration weather: taken over',
    '  operation GET /now: taken over',
    '  operation Away: left out. Its endpoint is no path below the base URL.',
    '  connection weather: taken over',
    '',
    'It would be: 3 taken over, 1 left out.',
  ]);
  await run();
  expect(await total()).toBe(1);
  expect(output.lines.at(-1)).toBe('Done: 3 taken over, 1 left out.');
  expect(terminal.left()).toBe(0);
  expect(terminal.shown()).toContain('Take this over? [y/N] ');
  expect([...output.lines, ...output.notes, terminal.shown()].join('\n')).not.toMatch(
    new RegExp(`${key.slice(0, 20)}|api-key-7`),
  );
});

it('takes the key from stdin or the environment, and goes on without a question where --yes says so', async () => {
  const { key, run, total, values } = await rig().then((test) => ({ ...test, values: test.output.values }));
  pipeIn(`${key}\n`);
  await run({ dryRun: true });
  expect(values.at(-1)).toMatchObject({ preview: true, counts: { takenOver: 3, changed: 0, present: 0, leftOut: 1 } });
  pipeIn(`${key}\n`);
  await expect(run()).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('nobody said yes') });
  pipeIn('');
  await expect(run({ yes: true })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('Fernet key'),
  });
  expect(await total()).toBe(0);
  vi.stubEnv('PATCHBAY_FERNET_KEY', key);
  onTestFinished(() => void vi.unstubAllEnvs());
  await run({ yes: true, team: true });
  expect(values.at(-1)).toMatchObject({ preview: false, counts: { takenOver: 3, leftOut: 1 } });
  await run();
  expect(values.at(-1)).toMatchObject({ counts: { takenOver: 0, changed: 0, present: 3, leftOut: 1 } });
});

it('finds the database in DATABASE_URL and its password in PGPASSWORD, and asks for one where there is none', async () => {
  const { key, run, url, output } = await rig();
  const { password } = new URL(url);
  vi.stubEnv('DATABASE_URL', url.replace(`:${password}`, ''));
  vi.stubEnv('PGPASSWORD', password);
  vi.stubEnv('PATCHBAY_FERNET_KEY', key);
  onTestFinished(() => void vi.unstubAllEnvs());
  await run({ dryRun: true }, '');
  expect(output.values).toHaveLength(1);
  vi.stubEnv('DATABASE_URL', '');
  await expect(run({ dryRun: true }, '')).rejects.toMatchObject({ code: 'USAGE' });
});

it('is a command of the built program, with JSON, a schema and the passphrase of the vault', async () => {
  const { url, key } = await source();
  const patchbay = commandLine();
  const file = join(patchbay.data, 'passphrase');
  writeFileSync(file, 'seven lamps over the harbour\n');
  await patchbay.json(['vault', 'setup', '--method', 'passphrase', '--passphrase-file', file]);
  const command = ['sync', 'adopt', url, '--schema', 'public', '--yes', '--passphrase-file', file];
  const { code, answer, stderr } = await patchbay.json(command, { input: `${key}\n` });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(answer).toMatchObject({ schema: 'public', counts: { takenOver: 3, leftOut: 1 }, preview: false });
  const wrong = await patchbay.json(['sync', 'adopt', url, '--schema', 'none', '--dry-run'], { input: `${key}\n` });
  expect(wrong).toMatchObject({ code: 1, answer: { error: { code: 'SOURCE_UNFIT' } } });
  expect(JSON.stringify([answer, wrong])).not.toContain('api-key-7');
});
