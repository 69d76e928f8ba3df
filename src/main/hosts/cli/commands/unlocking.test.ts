import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RequestDraftInput, requestDraft } from '#contract/requests.ts';
import { httpServer } from '#main/http/testServer.ts';
import type { Host } from '#main/kernel/host.ts';
import { commandRig, pipeIn, typeIn } from '#test/support/commandRig.ts';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';
import { type CommandConsole, NeedsOwnConsole } from '../commandConsole.ts';
import { runCollection } from './run.ts';
import { sendSaved } from './send.ts';

const passphrase = 'correct horse battery staple';

/** A collection `Shop`, variables of each kind that hold everywhere, and a connection. The keychain has the vault's key unless it is given. */
async function rig(overrides: Partial<Host> = {}) {
  const made = await commandRig(overrides);
  const { client } = made;
  const seen: string[] = [];
  const server = await httpServer((request, response) => {
    seen.push(request.url ?? '');
    response.end('{}');
  });
  onTestFinished(() => server.close());
  if (overrides.keychain) await client.vault.setUp({ method: 'passphrase', passphrase });
  const { id: groupId } = await client.collections.saveGroup({ name: 'Shop' });
  const globals = (await client.environments.list()).find((each) => each.unreadable === undefined && each.isGlobal);
  if (globals === undefined) throw new Error('There is an environment that holds everywhere');
  const owner = { kind: 'environment' as const, id: globals.id };
  const origin = `http://127.0.0.1:${server.port}`;
  const set = (name: string, kind: 'plain' | 'secret' | 'process' | 'command', value: string) =>
    client.environments.setVariable({
      ...{ owner, name, kind },
      ...(kind === 'secret' ? { secret: value } : { value }),
    });
  await set('origin', 'plain', origin);
  await set('key', 'secret', 'value-of-the-secret');
  await set('around', 'plain', 'a-{{key}}');
  await set('path', 'process', 'PATH');
  const { id } = await set('printed', 'command', 'printf printed-value');
  await client.environments.allowCommand({ id, command: 'printf printed-value' });
  const { id: integrationId } = await client.integrations.create({
    ...{ name: 'api', type: 'api', provider: 'custom', baseUrl: origin },
    credentials: { secret: 'secret-of-the-connection' },
  });
  const connectionId = (await client.connections.list({ integrationId })).rows[0]?.id ?? null;
  return { ...made, seen, groupId, origin, integrationId, connectionId };
}

type Rig = Awaited<ReturnType<typeof rig>>;
type Case = [name: string, draft: (given: Rig) => Partial<RequestDraftInput>, asks: boolean];

const script = (before: string) => ({ scripts: { before, after: '' } });

const cases: readonly Case[] = [
  ['plain variables', () => ({ url: '{{origin}}/a' }), false],
  ['a variable of the process', () => ({ url: '{{origin}}/a?{{path}}' }), false],
  ['a script that names no secret', () => ({ url: '{{origin}}/a', ...script('pm.variables.get("origin")') }), false],
  ['a secret in a parameter that is off', () => ({ url: '{{origin}}/a', ...off }), false],
  [
    'a connection beside other authentication',
    ({ connectionId }) => ({ url: '{{origin}}/a', connectionId, ...byHand }),
    false,
  ],
  ['a name that the request gives a value itself', () => ({ url: '{{origin}}/a?{{key}}', ...ownKey }), false],
  ['a secret variable', () => ({ url: '{{origin}}/a?{{key}}' }), true],
  ['one within another', () => ({ url: '{{origin}}/a?{{around}}' }), true],
  ['a command', () => ({ url: '{{origin}}/a?{{printed}}' }), true],
  ['a script that names a secret', () => ({ url: '{{origin}}/a', ...script('pm.environment.get("key")') }), true],
  ['a connection', ({ integrationId, connectionId }) => ({ url: '/a', integrationId, connectionId }), true],
];
const off = { parameters: [{ name: 'a', in: 'query' as const, value: '{{key}}', enabled: false }] };
const byHand = { auth: { kind: 'basic' as const, username: 'a', password: '{{origin}}' } };
const ownKey = { variables: [{ name: 'key', value: 'mine', enabled: true, description: '' }] };

async function saved({ client, groupId }: Rig, more: Partial<RequestDraftInput>) {
  const draft = requestDraft.parse({ ...plainDraft, groupId, ...more });
  await client.collections.save({ name: 'the request', draft });
  await client.vault.lock();
}

type Way = (console: CommandConsole, given: Rig, options: { passphraseFile?: string }) => Promise<unknown>;

const ways: Record<string, Way> = {
  'a run': (console, { output }, options) => runCollection(console, output, ['Shop'], options),
  'a saved request': (console, { output }, options) => sendSaved(console, output, 'the request', options),
};

describe.each(Object.entries(ways))('the vault is opened for %s', (_, way) => {
  test.each(cases)('with %s', async (_name, draft, asks) => {
    const given = await rig();
    await saved(given, draft(given));
    const status = async () => (await given.client.vault.state()).status;
    if (asks) await expect(way(given.shared, given, {})).rejects.toBeInstanceOf(NeedsOwnConsole);
    else await way(given.shared, given, {});
    expect([given.seen.length, await status()]).toEqual([asks ? 0 : 1, 'locked']);
    await way(given.own, given, {});
    expect([given.seen.length, await status()]).toEqual([asks ? 1 : 2, asks ? 'unlocked' : 'locked']);
  });
});

describe('the passphrase', () => {
  const byPassphrase = () => rig({ keychain: createMemoryKeychain('unavailable') });

  test('is asked for by a folder with a connection, once for all of its requests', async () => {
    const given = await byPassphrase();
    const { client, groupId, connectionId, origin } = given;
    await client.collections.saveGroup({ id: groupId, name: 'Shop', auth: { kind: 'connection' }, connectionId });
    for (const name of ['one', 'two']) {
      const draft = { ...plainDraft, groupId, url: `${origin}/${name}`, auth: { kind: 'inherit' as const } };
      await client.collections.save({ name, draft: requestDraft.parse(draft) });
    }
    await client.vault.lock();
    pipeIn('');
    await expect(runCollection(given.own, given.output, ['Shop'], {})).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
      data: { todo: expect.stringContaining('--passphrase-file') },
    });
    const terminal = typeIn(passphrase, 'not asked');
    await runCollection(given.own, given.output, ['Shop'], {});
    expect([terminal.left(), given.seen]).toEqual([1, ['/one', '/two']]);
  });

  test('is asked for by neither a run of a file nor a collection without secrets, whatever file is named for it', async () => {
    const given = await byPassphrase();
    const file = join(temporaryFolder(), 'file.json');
    const collection = {
      info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: [{ name: 'a', request: { method: 'GET', url: '{{origin}}/file/{{row}}' } }],
    };
    writeFileSync(file, JSON.stringify(collection));
    await given.client.environments.create({ name: 'Staging', color: null, isProduction: false });
    await saved(given, { url: '{{origin}}/saved' });
    pipeIn('');
    const options = { env: 'Staging', passphraseFile: '/nowhere' };
    await runCollection(given.own, given.output, [file], { ...options, envVar: ['row=1'] });
    await runCollection(given.shared, given.output, [file], { envVar: ['row=2'] });
    await runCollection(given.own, given.output, ['Shop'], options);
    expect(given.seen).toEqual(['/file/1', '/file/2', '/saved']);
  });
});
