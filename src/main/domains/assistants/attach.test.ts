import { describe, expect, it } from 'vitest';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { assistantsRig, definitionNeeding, keyAuth } from '#test/support/assistantsRig.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { createAssistant } from './assistant.ts';
import { attach, changeAttachments, configure, detach } from './attachments.ts';
import { listIntegrationsOf, readIntegrationOf } from './integrations.ts';
import { optionsFor } from './options.ts';
import { assistantReferences } from './references.ts';

/** Accepts the key of the rig's connections, and says so before it answers. */
async function begin(onRequest: () => void = () => undefined) {
  const rig = await assistantsRig();
  const server = await loopbackServer((request, response) => {
    onRequest();
    response.statusCode = request.headers['x-key'] === 'canary-key-4711-abcdef' ? 200 : 401;
    response.end('{}');
  });
  const { id: assistantId } = createAssistant(rig.assistants, rig.admin, { name: 'Helper' });
  const keyed = () => rig.integrate({ baseUrl: server.url, manualAuth: keyAuth });
  const put = (
    integrationId: IntegrationId,
    connectionId: ConnectionId | null,
    actor: Actor = rig.admin,
    validate = true,
  ) => attach(rig.assistants, actor, { assistantId, integrationId, connectionId, validate });
  const row = (integrationId: IntegrationId, actor: Actor = rig.admin) =>
    readIntegrationOf(rig.assistants, rig.store.read, actor, { assistantId, integrationId });
  const stored = () => rig.attachmentsOf(assistantId);
  const forget = (id: ConnectionId) => void rig.store.sqlite.prepare('DELETE FROM connections WHERE id = ?').run(id);
  return { ...rig, server, assistantId, keyed, put, row, stored, forget };
}

describe('attaching an integration', () => {
  it('is direct where it needs no authentication', async () => {
    const { integrate, server, put } = await begin();
    const row = await put(integrate({ baseUrl: server.url }), null);
    expect(row).toMatchObject({ needsAuth: false, attachment: { state: 'ready', connection: null } });
    expect(server.requests).toEqual([]);
  });

  it('needs a connection where authentication is set', async () => {
    const { keyed, put, stored } = await begin();
    expect(await outcomeOf(put(keyed(), null))).toBe('CONNECTION_NEEDED');
    expect(stored()).toEqual([]);
  });

  it('sends a real request before a connection is accepted', async () => {
    const { keyed, connect, put, server } = await begin();
    const integrationId = keyed();
    const connection = connect(integrationId, { name: 'bot' });
    const row = await put(integrationId, connection.id);
    expect(row.attachment).toMatchObject({ state: 'ready', connection: { name: 'bot', state: 'valid' } });
    expect(server.requests.map(({ headers }) => headers['x-key'])).toEqual([...['canary-key-4711-abcdef', undefined]]);
  });

  it('keeps nothing where the server refuses the connection', async () => {
    const { keyed, connect, put, stored } = await begin();
    const integrationId = keyed();
    const connection = connect(integrationId, { secret: 'another-key-entirely' });
    expect(await outcomeOf(put(integrationId, connection.id))).toBe('CONNECTION_REFUSED');
    expect(stored()).toEqual([]);
  });

  it('tells a connection that was deleted meanwhile, and stores nothing', async () => {
    const gone: { remove?: () => void } = {};
    const { keyed, connect, put, forget, stored } = await begin(() => gone.remove?.());
    const integrationId = keyed();
    const { id } = connect(integrationId);
    gone.remove = () => forget(id);
    expect(await outcomeOf(put(integrationId, id))).toBe('CONNECTION_GONE');
    await expect(put(integrationId, id, undefined, false)).rejects.toMatchObject({
      code: 'CONNECTION_GONE',
      data: expect.not.objectContaining({ names: expect.anything() }),
    });
    expect(stored()).toEqual([]);
  });

  it('takes neither another integration’s connection nor someone else’s private one', async () => {
    const { keyed, connect, put, member, stored } = await begin();
    const [one, other] = [keyed(), keyed()];
    const editor = member('editor', 'Eve');
    expect(await outcomeOf(put(one, connect(other).id))).toBe('CONNECTION_UNFIT');
    expect(await outcomeOf(put(one, connect(one, { visibility: 'private' }, editor).id))).toBe('CONNECTION_GONE');
    expect(stored()).toEqual([]);
  });

  it('is refused to viewers, and twice', async () => {
    const { integrate, put, member, stored } = await begin();
    const integrationId = integrate({ baseUrl: 'http://127.0.0.1:9' });
    expect(await outcomeOf(put(integrationId, null, member('viewer', 'Vi')))).toBe('FORBIDDEN');
    await put(integrationId, null);
    expect(await outcomeOf(put(integrationId, null))).toBe('ALREADY_ATTACHED');
    expect(stored()).toHaveLength(1);
  });

  it('changes its connection by configure alone, and goes by detach', async () => {
    const { assistants, admin, assistantId, keyed, connect, put, row, stored } = await begin();
    const integrationId = keyed();
    const [first, second] = [connect(integrationId), connect(integrationId, { name: 'second' })];
    const input = { assistantId, integrationId, connectionId: second.id, validate: true };
    expect(await outcomeOf(configure(assistants, admin, input))).toBe('NOT_ATTACHED');
    await put(integrationId, first.id);
    await configure(assistants, admin, input);
    expect(row(integrationId).attachment?.connection?.name).toBe('second');
    expect(detach(assistants, admin, input).attachment).toBeNull();
    expect(stored()).toEqual([]);
  });
});

describe('an AND requirement', () => {
  it('is satisfied by one connection with all parts, and says which part another lacks', async () => {
    const { assistants, admin, assistantId, integrate, need, connect, put, server } = await begin();
    const integrationId = integrate({ baseUrl: server.url });
    need(integrationId, definitionNeeding(['x-key', 'x-app']));
    const whole = connect(integrationId, {
      name: 'whole',
      schemeKey: 'x-key',
      more: [{ schemeKey: 'x-app', kind: 'apiKey', secret: 'app-key-0815-abcdef' }],
    });
    const half = connect(integrationId, { name: 'half', schemeKey: 'x-key' });
    const { connections, needsAuth } = optionsFor(assistants, admin, { assistantId, integrationId });
    expect(needsAuth).toBe(true);
    expect(connections.map(({ name, group, unfit }) => [name, group, unfit])).toEqual([
      ['whole', 'apiKey', null],
      ['half', 'apiKey', expect.stringMatching(/lacks a part.*x-app/)],
    ]);
    expect(await outcomeOf(put(integrationId, half.id))).toBe('CONNECTION_UNFIT');
    expect((await put(integrationId, whole.id)).attachment?.state).toBe('ready');
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'x-key': 'canary-key-4711-abcdef',
      'x-app': 'app-key-0815-abcdef',
    });
  });
});

describe('options', () => {
  it('leave out what is someone else’s alone, and show a refused one with the reason', async () => {
    const { assistants, admin, assistantId, keyed, connect, member } = await begin();
    const integrationId = keyed();
    const bad = connect(integrationId, { name: 'bad', secret: 'another-key-entirely' });
    connect(integrationId, { name: 'hers', visibility: 'private' }, member('editor', 'Eve'));
    await assistants.connections.check(admin, { integrationId, connectionId: bad.id });
    const { connections } = optionsFor(assistants, admin, { assistantId, integrationId });
    expect(connections.map(({ name, unfit }) => [name, unfit])).toEqual([['bad', expect.stringContaining('refused')]]);
  });
});

describe('an attachment', () => {
  it('needs a connection again when its own is deleted, which names the assistant before', async () => {
    const { assistantId, admin, store, keyed, connect, put, row, forget, stored } = await begin();
    const integrationId = keyed();
    const { id } = connect(integrationId);
    await put(integrationId, id);
    const uses = assistantReferences.uses(store.read, admin.tenantId, id);
    expect(uses).toEqual([{ kind: 'assistant', name: 'Helper', path: `/assistants/${assistantId}` }]);
    forget(id);
    expect(stored()).toEqual([{ integration_id: integrationId, connection_id: null }]);
    expect(row(integrationId)).toMatchObject({ noUsableConnection: true, attachment: { state: 'needsConnection' } });
  });

  it('needs another connection when the definition asks for something else', async () => {
    const { integrate, need, connect, put, row, server } = await begin();
    const integrationId = integrate({ baseUrl: server.url });
    need(integrationId, definitionNeeding(['x-key']));
    await put(integrationId, connect(integrationId, { schemeKey: 'x-key' }).id);
    expect(row(integrationId).attachment?.state).toBe('ready');
    need(integrationId, definitionNeeding(['x-other']));
    expect(row(integrationId)).toMatchObject({
      noUsableConnection: true,
      attachment: { state: 'needsConnection', reason: expect.stringContaining('x-other') },
    });
  });

  it('shows the others that its connection is private, and not which', async () => {
    const { keyed, connect, put, row, member } = await begin();
    const integrationId = keyed();
    await put(integrationId, connect(integrationId, { visibility: 'private' }).id);
    const { attachment } = row(integrationId, member('editor', 'Eve'));
    expect(attachment).toMatchObject({ connection: null, state: 'connectionUnusable' });
  });

  it('is unusable once the server refuses its connection, and inactive with its integration', async () => {
    const { assistants, admin, store, keyed, connect, put, row } = await begin();
    const integrationId = keyed();
    const { id: connectionId } = connect(integrationId, { secret: 'another-key-entirely' });
    await put(integrationId, connectionId, admin, false);
    expect(row(integrationId).attachment?.state).toBe('ready');
    await assistants.connections.check(admin, { integrationId, connectionId });
    expect(row(integrationId).attachment?.state).toBe('connectionUnusable');
    store.write((w) => w.update(integrations).set({ active: false }).run());
    expect(row(integrationId).attachment?.state).toBe('inactive');
  });
});

describe('changing many at once', () => {
  it('stores all or nothing', async () => {
    const { assistants, admin, assistantId, integrate, keyed, stored } = await begin();
    const [one, two, closed] = [
      integrate({ baseUrl: 'http://127.0.0.1:9' }),
      integrate({ baseUrl: 'http://127.0.0.1:9' }),
      keyed(),
    ];
    const bare = (integrationId: IntegrationId) => ({ integrationId, connectionId: null });
    const change = (attached: IntegrationId[], detached: IntegrationId[]) =>
      outcomeOf(
        Promise.try(() =>
          changeAttachments(assistants, admin, { assistantId, attach: attached.map(bare), detach: detached }),
        ),
      );
    expect(await change([one, closed], [])).toBe('CONNECTION_NEEDED');
    expect(await change([one, one], [])).toBe('ALREADY_ATTACHED');
    expect(stored()).toEqual([]);
    expect(await change([one], [])).toBe('ok');
    expect(await change([two], [one, closed])).toBe('NOT_ATTACHED');
    expect(await change([two], [one])).toBe('ok');
    expect(stored().map((each) => each.integration_id)).toEqual([two]);
  });
});

describe('the integrations of an assistant', () => {
  it('come in windows, by name, filtered by text, type and whether they are attached', async () => {
    const { assistants, admin, assistantId, integrate, put } = await begin();
    const made = ['Atlas', 'Beacon', 'Cobalt'].map((displayName) =>
      integrate({ displayName, baseUrl: 'http://127.0.0.1:9' }),
    );
    integrate({ displayName: 'Delta', type: 'webhook', baseUrl: 'http://127.0.0.1:9' });
    await put(made[1] ?? made[0] ?? raise(), null);
    const list = (filter: object) => {
      const { rows, total, attached } = listIntegrationsOf(assistants, admin, {
        assistantId,
        offset: 0,
        limit: 10,
        ...filter,
      });
      return [rows.map(({ displayName }) => displayName).join(' '), total, attached];
    };
    expect(list({})).toEqual(['Atlas Beacon Cobalt Delta', 4, 1]);
    expect(list({ offset: 1, limit: 2 })).toEqual(['Beacon Cobalt', 4, 1]);
    expect(list({ text: 'COB' })).toEqual(['Cobalt', 1, 1]);
    expect(list({ types: ['webhook'] })).toEqual(['Delta', 1, 1]);
    expect(list({ attached: true })).toEqual(['Beacon', 1, 1]);
    expect(list({ attached: false })).toEqual(['Atlas Cobalt Delta', 3, 1]);
  });
});

function raise(): never {
  throw new Error('There is one');
}
