import { expect, test } from 'vitest';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { window } from '#test/support/makeConnection.ts';
import { createConnections } from './domain.ts';

test('a connection lives through the routes, from what is asked for to its end', async () => {
  const rig = await connectionsRig();
  const server = await loopbackServer((request, response) => {
    response.writeHead(String(request.headers['x-key']).startsWith('new') ? 200 : 401).end('{}');
  });
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const connections = domainClient(createConnections(rig.kernel, rig.deps), rig.admin);
  const asked = await connections.requirements({ integrationId });
  expect(asked).toMatchObject({ choices: [{ schemes: [{ kind: 'apiKey' }] }], optional: false, hosts: [server.host] });
  expect((await connections.kinds()).map(({ kind }) => kind)).toContain('apiKey');

  const input = { integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team' } as const;
  const { id } = await connections.create({ ...input, secret: 'old-secret-0001' });
  expect(await connections.check({ integrationId, connectionId: id })).toMatchObject({ ok: false, status: 401 });
  expect(await connections.get({ id })).toMatchObject({ name: 'bot', secretHint: '••••0001', state: 'refused' });

  expect(await connections.update({ id, changes: { name: 'robot' } })).toMatchObject({ id, name: 'robot' });
  expect(await connections.replaceSecret({ id, secret: 'new-secret-0002' })).toMatchObject({ secretHint: '••••0002' });
  expect(await connections.rotate({ id, secret: 'new-secret-0003' })).toMatchObject({ switched: true });
  expect(await connections.undoRotation({ id })).toMatchObject({ secretHint: '••••0002', rotation: null });

  const olga = rig.member('editor', 'Olga');
  if (olga.kind !== 'person') throw new Error('no person');
  expect(await connections.reassign({ id, userId: olga.userId })).toMatchObject({ owner: { name: 'Olga' } });
  const { rows, total } = await connections.list(window);
  expect([rows.map((row) => 'name' in row && row.name), total]).toEqual([['robot'], 1]);
  const { fileName, text } = await connections.exportInventory({ format: 'csv' });
  expect(fileName).toMatch(/^connections-\d{4}-\d\d-\d\d\.csv$/);
  expect(text).toContain('robot');

  expect(await connections.uses({ id })).toEqual([]);
  expect(await connections.remove({ id, confirmed: true })).toEqual({ id });
  await expect(connections.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(JSON.stringify([text, rig.happenings])).not.toMatch(/(old|new)-secret/);
});
