import { expect, test } from 'vitest';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { create, outcome, setUp } from '#test/support/makeConnection.ts';
import { checkConnection } from './check.ts';
import { openMaterials } from './credentials/send.ts';
import { replaceSecret } from './replaceSecret.ts';
import { rotate, undoRotation } from './rotation.ts';
import { requireUsable } from './table.ts';
import { updateConnection } from './update.ts';

async function made() {
  const rig = await connectionsRig();
  const olga = rig.member('editor', 'Olga');
  const { id } = setUp(rig, olga, 'team');
  const open = () => openMaterials(rig.deps, rig.admin, requireUsable(rig.store.read, rig.admin, id));
  return { rig, olga, id, open };
}

const alterations = [
  `allowed_hosts = '["evil.test"]'`,
  `allowed_hosts = json_insert(allowed_hosts, '$[#]', 'evil.test')`,
  `placement = '{"in":"query","name":"q","prefix":""}'`,
  `placement = '{"in":"header","name":"Host","prefix":""}'`,
  `kind = 'bearer'`,
  `config = '{"kind":"headers","names":["X-Other"]}'`,
  `secret_by = NULL`,
  `more = '[]', secret_by = owner_id || 'x'`,
];

test.each(alterations)('a store that was altered to %s sends no secret', async (alteration) => {
  const { rig, olga, id, open } = await made();
  expect(await open()).toMatchObject([{ secret: 'canary-key-4711-abcdef' }]);
  rig.store.sqlite.exec(`UPDATE connections SET ${alteration}`);
  await expect(open()).rejects.toMatchObject({
    code: 'NO_SECRET',
    message: expect.stringContaining('outside Patchbay'),
  });
  // Neither a change nor another secret makes the altered settings good.
  const replaced = outcome(() => replaceSecret(rig.deps, olga, { id, secret: 'another-key-0815-xyz' }));
  expect(replaced).toBe(alteration.startsWith('config') ? 'INVALID' : 'NO_SECRET');
  expect(outcome(() => updateConnection(rig.deps, olga, { id, changes: { name: 'renamed' } }))).toBe('NO_SECRET');
});

test('what changes through the console goes on: hosts, placement, secret, rotation', async () => {
  const rig = await connectionsRig();
  const server = await loopbackServer((request, response) => {
    response.statusCode = request.headers['x-key'] === undefined ? 401 : 200;
    response.end();
  });
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const { id } = create(rig, rig.admin, integrationId, 'team', 'bot');
  const secret = async () =>
    (await openMaterials(rig.deps, rig.admin, requireUsable(rig.store.read, rig.admin, id)))[0]?.secret;
  updateConnection(rig.deps, rig.admin, { id, changes: { allowedHosts: [server.host, 'two.example.com'] } });
  expect(await secret()).toBe('canary-key-4711-abcdef');
  replaceSecret(rig.deps, rig.admin, { id, secret: 'another-key-0815-xyz' });
  expect((await rotate(rig.deps, rig.admin, { id, keepHours: 1, secret: 'third-key-0815-xyzzy' })).switched).toBe(true);
  expect(await secret()).toBe('third-key-0815-xyzzy');
  // What is beside the row for the way back decides nothing: it was sealed with its secret.
  const elsewhere = JSON.stringify({ kind: 'headers', names: ['X-Other'] });
  rig.store.sqlite.exec(
    `UPDATE connections SET previous = json_set(previous, '$.config', json('${elsewhere}'), '$.secretBy', NULL)`,
  );
  undoRotation(rig.deps, rig.admin, { id });
  const row = requireUsable(rig.store.read, rig.admin, id);
  expect(row).toMatchObject({ config: null, secretBy: rig.admin.userId, previous: null });
  expect(await secret()).toBe('another-key-0815-xyz');
  expect((await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id })).ok).toBe(true);
});

test('where a secret may go changes only while the vault is open; a name changes always', async () => {
  const { rig, olga, id } = await made();
  rig.vault.lock();
  const update = (changes: object) => outcome(() => updateConnection(rig.deps, olga, { id, changes }));
  expect(update({ allowedHosts: ['two.example.com'] })).toBe('VAULT_LOCKED');
  expect(update({ name: 'renamed' })).toBe('ok');
});
