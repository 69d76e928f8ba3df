import { expect, test } from 'vitest';
import { oauthRig } from '#test/support/oauthRig.ts';
import { listConnections } from './list.ts';

const window = { offset: 0, limit: 50, sort: 'name', direction: 'asc' } as const;

async function listed() {
  const rig = await oauthRig();
  const oauth = {
    grant: 'clientCredentials',
    tokenUrl: 'https://as.example/t',
    clientId: 'a',
    clientAuth: 'none',
  } as const;
  const [first, second] = [rig.connect(oauth), rig.connect(oauth)];
  rig.store.sqlite
    .prepare(
      `INSERT INTO oauth_tokens (tenant_id, connection_id, status, obtained_at, expires_at, requested_scopes, granted_scopes)
       VALUES (?, ?, 'ok', 1, 5, '[]', '[]')`,
    )
    .run(rig.admin.tenantId, second);
  const list = () => listConnections(rig.deps, rig.admin, window);
  return { rig, first, second, list };
}

test.each([
  ['an end of a token out of all bounds', 'UPDATE oauth_tokens SET expires_at = 10000000000000000'],
  ['a beginning below zero', 'UPDATE oauth_tokens SET obtained_at = -9000000000000000'],
  ['scopes that are no JSON', "UPDATE oauth_tokens SET granted_scopes = '[', requested_scopes = '7'"],
  ['an end of its own out of all bounds', 'UPDATE connections SET expires_at = 9100000000000000 WHERE id = :id'],
  ['a state from the far future', 'UPDATE connection_state SET last_used_at = 9100000000000000'],
  ['settings that are no JSON', "UPDATE connections SET config = '{' WHERE id = :id"],
  ['hosts of another shape', "UPDATE connections SET allowed_hosts = '{}' WHERE id = :id"],
  ['parts of another shape', "UPDATE connections SET more = '[7]' WHERE id = :id"],
])('a connection with %s leaves the list readable, and stands in it', async (_what, damage) => {
  const { rig, first, second, list } = await listed();
  rig.store.sqlite.prepare(damage).run(damage.includes(':id') ? { id: second } : {});
  const { rows, total } = list();
  expect(total).toBe(2);
  expect(rows.map(({ id }) => id).sort()).toEqual([first, second].sort());
});

test('says of settings that cannot be read what to do', async () => {
  const { rig, second, list } = await listed();
  rig.store.sqlite.prepare("UPDATE connections SET placement = 'x' WHERE id = ?").run(second);
  expect(list().rows.find(({ id }) => id === second)).toMatchObject({
    state: 'failing',
    stateReason: expect.stringContaining('cannot be read'),
    editable: true,
  });
});
