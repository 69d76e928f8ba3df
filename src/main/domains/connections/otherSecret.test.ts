import { expect, test } from 'vitest';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { outcome, setUp } from '#test/support/makeConnection.ts';
import { shownConnection } from '#test/support/shownConnection.ts';
import { createConnection } from './create.ts';
import { hiddenUsername } from './credentials/credentialKind.ts';
import { openMaterials } from './credentials/send.ts';
import { removeConnection, removeConnections } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { rotate, undoRotation } from './rotation.ts';
import { requireUsable } from './table.ts';

/** A connection of user name and password at a server that takes one password. */
async function connected() {
  const rig = await connectionsRig();
  const taken = { password: 'first-password-1' };
  const server = await loopbackServer((request, response) => {
    const expected = `Basic ${Buffer.from(`ada-lovelace:${taken.password}`).toString('base64')}`;
    response.writeHead(request.headers.authorization === expected ? 200 : 401).end('{}');
  });
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth: { kind: 'basic' } });
  const given = { integrationId, name: 'bot', kind: 'basic', schemeKey: null, visibility: 'team' } as const;
  const { id } = createConnection(rig.deps, rig.admin, { ...given, username: 'ada-lovelace', secret: taken.password });
  const lines = () => rig.happenings.map((each) => ('action' in each ? String(each.action) : ''));
  const materials = () => openMaterials(rig.deps, rig.admin, requireUsable(rig.store.read, rig.admin, id));
  return { rig, taken, id, lines, materials };
}

test('a secret in the place of another one is told, and a user name can stay', async () => {
  const { rig, id, lines, materials } = await connected();
  replaceSecret(rig.deps, rig.admin, { id, secret: 'second-password-2' });
  expect(await materials()).toMatchObject([{ secret: 'second-password-2', username: 'ada-lovelace' }]);
  replaceSecret(rig.deps, rig.admin, { id, username: 'grace-hopper' });
  expect(await materials()).toMatchObject([{ secret: 'second-password-2', username: 'grace-hopper' }]);
  expect(lines().filter((action) => /secret/.test(action))).toHaveLength(2);
});

test('nothing in the place of a secret is refused, and the one of before stays', async () => {
  const { rig, id, lines, materials } = await connected();
  const before = [await materials(), lines()];
  for (const given of [{}, { values: {} }, { values: { username: '', secret: '' } }])
    expect(outcome(() => replaceSecret(rig.deps, rig.admin, { id, ...given }))).toBe('INVALID');
  await expect(rotate(rig.deps, rig.admin, { id, keepHours: 1 })).rejects.toMatchObject({
    code: 'INVALID',
    data: { field: 'secret', kept: 'The earlier secret is kept.' },
  });
  expect([await materials(), lines()]).toEqual(before);
});

test('a rotation is told once it was done, and so is the way back; one that the server refuses is not', async () => {
  const { rig, id, taken, lines } = await connected();
  const rotations = () => lines().filter((action) => /rotat/.test(action)).length;
  expect((await rotate(rig.deps, rig.admin, { id, secret: 'wrong-password-0', keepHours: 1 })).switched).toBe(false);
  expect(rotations()).toBe(0);
  taken.password = 'second-password-2';
  expect((await rotate(rig.deps, rig.admin, { id, secret: taken.password, keepHours: 1 })).switched).toBe(true);
  expect([rotations(), shownConnection(rig, id).rotation !== null]).toEqual([1, true]);
  const told = lines().length;
  undoRotation(rig.deps, rig.admin, { id });
  expect([lines().length, shownConnection(rig, id).rotation]).toEqual([told + 1, null]);
});

test.each([
  [null, []],
  ['', []],
  ['admin', []],
  ['admin1', ['admin1']],
  ['sk_live_4711', ['sk_live_4711']],
])('of the user name %j what is hidden is %j', (username, hidden) => expect(hiddenUsername(username)).toEqual(hidden));

test('who became a viewer deletes nothing any more, not even what is their own', async () => {
  const rig = await connectionsRig();
  const eve = rig.member('editor', 'Eve');
  const { id } = setUp(rig, eve, 'private');
  const viewer: Actor = { ...eve, role: 'viewer' };
  expect(outcome(() => removeConnection(rig.deps, viewer, { id, confirmed: true }))).toBe('FORBIDDEN');
  expect(outcome(() => removeConnections(rig.deps, viewer, { ids: [id] }))).toBe('FORBIDDEN');
  expect(removeConnections(rig.deps, eve, { ids: [id] })).toEqual({ ids: [id] });
});
