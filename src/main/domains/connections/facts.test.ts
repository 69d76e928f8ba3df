import { expect, test } from 'vitest';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { setUp } from '#test/support/makeConnection.ts';
import { removeConnection } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { reassign, updateConnection } from './update.ts';

const key = 'canary-key-4711-abcdef';

test('each change is one line of the activity page, with what changed and without a secret', async () => {
  const rig = await connectionsRig();
  const ed = rig.member('editor', 'Ed');
  const { id, integrationName } = setUp(rig, rig.admin, 'team');
  const changes = { name: 'renamed', allowedHosts: ['api.example.com', 'eu.example.com'] };
  updateConnection(rig.deps, rig.admin, { id, changes });
  replaceSecret(rig.deps, rig.admin, { id, secret: 'canary-key-0815-ghijkl' });
  reassign(rig.deps, rig.admin, { id, userId: ed.userId });
  removeConnection(rig.deps, rig.admin, { id, confirmed: true });
  const subject = `renamed (${integrationName})`;
  expect(rig.happenings).toMatchObject([
    {
      kind: 'change',
      action: 'created',
      subject: `bot (${integrationName})`,
      details: [{ name: 'May be sent to', value: 'api.example.com' }],
    },
    { action: 'changed', subject, details: [{ name: 'Changed', value: 'name, allowedHosts' }] },
    { action: 'replaced the secret of', subject, details: [] },
    { action: 'reassigned', subject, details: [{ name: 'Now belongs to', value: 'Ed' }] },
    { action: 'deleted', subject, details: [] },
  ]);
  const stored = rig.store.sqlite.prepare('SELECT * FROM facts').all();
  expect(stored).toHaveLength(5);
  expect(JSON.stringify(stored)).not.toMatch(new RegExp(`${key}|canary`));
});

test('a private connection is named to its owner alone, and its changes to nobody else', async () => {
  const rig = await connectionsRig();
  const { id, integrationName } = setUp(rig, rig.admin, 'private', 'hush-hush');
  updateConnection(rig.deps, rig.admin, { id, changes: { allowedHosts: ['secret-place.example.com'] } });
  const publicSubject = `a private connection of ${integrationName}`;
  expect(rig.happenings).toMatchObject([
    { action: 'created', subject: publicSubject, details: [] },
    { action: 'changed', subject: publicSubject, details: [] },
  ]);
  const owners = rig.store.sqlite.prepare('SELECT DISTINCT private_to FROM facts').pluck().all();
  expect(owners).toEqual([rig.admin.userId]);
});

test('a change that fails leaves no fact', async () => {
  const rig = await connectionsRig();
  const first = setUp(rig, rig.admin, 'team', 'one');
  const before = rig.happenings.length;
  expect(() =>
    updateConnection(rig.deps, rig.admin, { id: first.id, changes: { isDefault: true, visibility: 'private' } }),
  ).toThrow(expect.objectContaining({ code: 'INVALID' }));
  expect(rig.happenings).toHaveLength(before);
});
