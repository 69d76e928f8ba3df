import { describe, expect, test } from 'vitest';
import { oauthRig } from '#test/support/oauthRig.ts';
import { createConnection } from './create.ts';
import { exportInventory } from './exportInventory.ts';
import { listConnections } from './list.ts';
import { sendExpiryNotices } from './notices.ts';
import { connectionsAffected } from './requirements.ts';
import { purgeRotations, rotate } from './rotation.ts';
import { moveHost } from './update.ts';

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

const apiKey = {
  kind: 'apiKey',
  schemeKey: null,
  visibility: 'team',
  secret: 'canary-key-4711-abcdef',
  placement: { in: 'header', name: 'X-Key', prefix: '' },
} as const;

/** Two connections of one integration, both with an end that has come and a rotation that is over; one is damaged. */
async function twoOfOne(damage: string) {
  const rig = await oauthRig();
  const integrationId = rig.integrate({ baseUrl: 'http://127.0.0.1:9', manualAuth: { kind: 'none' } });
  const make = (name: string) => createConnection(rig.deps, rig.admin, { ...apiKey, integrationId, name }).id;
  const [broken, fine] = [make('broken'), make('fine')];
  for (const id of [broken, fine])
    await rotate(rig.deps, rig.admin, { id, secret: 'canary-key-4712-abcdef', keepHours: 1 });
  rig.store.sqlite.exec('UPDATE connections SET expires_at = 5, previous_until = 5');
  rig.store.sqlite.pragma('ignore_check_constraints = ON');
  rig.store.sqlite.prepare(`UPDATE connections SET ${damage} WHERE id = ?`).run(broken);
  return { ...rig, integrationId, broken, fine };
}

describe.each([
  ['hosts that are no JSON', "allowed_hosts = '{'"],
  ['parts of another shape', "more = '[7]'"],
  ['a placement of another shape', "placement = '7'"],
  ['settings that are no JSON', "config = '{'"],
  ['an earlier secret that is none', "previous = '7'"],
  ['no kind', "kind = 'nonsense'"],
])('work over all connections, one of them with %s', (_what, damage) => {
  test('tells the end of each, and forgets each secret whose time is over', async () => {
    const rig = await twoOfOne(damage);
    const notices: string[] = [];
    rig.events.onEvent((event) => void (event.type === 'notice' && notices.push(event.title)));
    expect(sendExpiryNotices(rig.deps)).toBe(2);
    expect(notices.map((title) => title.split(' ')[0]).sort()).toEqual(['broken', 'fine']);
    expect(purgeRotations(rig.deps)).toBe(2);
    const kept = rig.store.sqlite.prepare("SELECT owner_id FROM secrets WHERE field LIKE 'previous%'").all();
    expect(kept).toEqual([]);
  });

  test('moves the others to another port, and names it beside what no longer fits', async () => {
    const { deps, admin, store, integrationId, fine } = await twoOfOne(damage);
    const move = { integrationId, from: '127.0.0.1:9', to: '127.0.0.1:10' };
    store.write((w) => moveHost(deps, w, admin, move));
    const [hosts] = store.sqlite
      .prepare<[string], string>('SELECT allowed_hosts FROM connections WHERE id = ?')
      .pluck()
      .all(fine);
    expect(hosts).toBe('["127.0.0.1:10"]');
    const asksForMore = { requirements: [], securitySchemes: [], operations: [] };
    const affected = connectionsAffected(store.read, admin, integrationId, asksForMore as never);
    expect(affected).toEqual(
      damage.startsWith('kind') ? [] : [{ name: 'broken', reason: 'What is stored of it cannot be read.' }],
    );
  });

  test('exports the inventory with all of them', async () => {
    const { deps, admin } = await twoOfOne(damage);
    const { text } = exportInventory(deps, admin, { format: 'json' });
    const rows: { name: string }[] = JSON.parse(text).connections ?? JSON.parse(text);
    expect(rows.map(({ name }) => name).sort()).toEqual(['broken', 'fine']);
  });
});
