import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { memberships } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type ConnectionsRig, connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { outcome, setUp, window } from '#test/support/makeConnection.ts';
import { createConnection } from './create.ts';
import { openPart } from './credentials/secrets.ts';
import { cell, exportInventory } from './exportInventory.ts';
import { listConnections } from './list.ts';
import { sendExpiryNotices } from './notices.ts';
import { readConnection } from './read.ts';
import { removeConnection } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { purgeRotations, rotate, undoRotation } from './rotation.ts';
import { requireUsable } from './table.ts';
import { reassign, updateConnection } from './update.ts';

const hour = 3_600_000;
const day = 24 * hour;

async function rotating() {
  const rig = await connectionsRig();
  const accepted = new Set(['old-secret-0001', 'new-secret-0002']);
  const server = await loopbackServer((request, response) => {
    response.writeHead(accepted.has(String(request.headers['x-key'])) ? 200 : 401).end('{}');
  });
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const { id } = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret: 'old-secret-0001',
  });
  const secret = () => {
    const row = requireUsable(rig.store.read, rig.admin, id);
    return openPart(rig.deps, rig.store.read, row, 0, row).secret;
  };
  return { rig, id, secret, server };
}

describe('rotation', () => {
  test('switches to a secret that works, and back again as long as the old one is kept', async () => {
    const { rig, id, secret } = await rotating();
    const done = await rotate(rig.deps, rig.admin, { id, secret: 'new-secret-0002', keepHours: 24 });
    expect(done).toMatchObject({ switched: true, check: { ok: true, status: 200 } });
    expect(done.connection).toMatchObject({
      state: 'valid',
      secretHint: '••••0002',
      rotation: { previousHint: '••••0001' },
    });
    expect(secret()).toBe('new-secret-0002');
    expect(undoRotation(rig.deps, rig.admin, { id })).toMatchObject({
      rotation: null,
      secretHint: '••••0001',
      state: 'unchecked',
    });
    expect(secret()).toBe('old-secret-0001');
    expect(outcome(() => undoRotation(rig.deps, rig.admin, { id }))).toBe('INVALID');
    expect(rig.vault.state().sealed).toBe(1);
  });

  test('keeps the old secret where the new one is refused, or nothing proves it', async () => {
    const { rig, id, secret } = await rotating();
    const done = await rotate(rig.deps, rig.admin, { id, secret: 'wrong-secret-003', keepHours: 24 });
    expect(done).toMatchObject({ switched: false, check: { ok: false, status: 401 }, connection: { rotation: null } });
    expect(secret()).toBe('old-secret-0001');
    expect(done.connection.state).toBe('unchecked');
    expect(done.check.message).not.toContain('marked');
    expect(done.check.todo).toContain('stays in use');
    expect(JSON.stringify([done, rig.happenings])).not.toContain('wrong-secret');
  });

  test('forgets the old secret when its time is over, also while the vault is locked', async () => {
    const { rig, id } = await rotating();
    await rotate(rig.deps, rig.admin, { id, secret: 'new-secret-0002', keepHours: 1 });
    expect(rig.vault.state().sealed).toBe(3);
    expect(purgeRotations(rig.deps)).toBe(0);
    rig.vault.lock();
    const later = { ...rig.deps, now: () => Date.now() + hour + 1_000 };
    expect(readConnection(later, rig.store.read, rig.admin, id).rotation).toBeNull();
    expect(outcome(() => undoRotation(later, rig.admin, { id }))).toBe('INVALID');
    expect(purgeRotations(later)).toBe(1);
    expect(rig.vault.state().sealed).toBe(1);
  });

  const ends: [string, number | null, { expiresAt?: number | null }, number | null][] = [
    ['stays where it is ahead and nobody says otherwise', 30, {}, 30],
    ['is gone where it is over', -1, {}, null],
    ['is the one that a person gives', 30, { expiresAt: Date.now() + 90 * day }, 90],
    ['is gone where a person says there is none', 30, { expiresAt: null }, null],
    ['stays unknown', null, {}, null],
  ];
  test.each(ends)('the end %s, with rotating and replacing alike', async (_what, before, given, after) => {
    const { rig, id } = await rotating();
    const set = (days: number | null) =>
      updateConnection(rig.deps, rig.admin, {
        id,
        changes: { expiresAt: days === null ? null : Date.now() + days * day },
      });
    const daysLeft = ({ expiresAt }: { expiresAt: number | null }) =>
      expiresAt === null ? null : Math.round((expiresAt - Date.now()) / day);
    set(before);
    const rotated = await rotate(rig.deps, rig.admin, { id, secret: 'new-secret-0002', keepHours: 24, ...given });
    expect([rotated.switched, daysLeft(rotated.connection)]).toEqual([true, after]);
    expect(daysLeft(undoRotation(rig.deps, rig.admin, { id }))).toBe(before);
    expect(daysLeft(replaceSecret(rig.deps, rig.admin, { id, secret: 'new-secret-0002', ...given }))).toBe(after);
  });

  test('keeps nothing where nothing is asked for', async () => {
    const { rig, id, secret } = await rotating();
    const done = await rotate(rig.deps, rig.admin, { id, secret: 'new-secret-0002', keepHours: 0 });
    expect(done.connection.rotation).toBeNull();
    expect([secret(), rig.vault.state().sealed]).toEqual(['new-secret-0002', 1]);
  });

  test('does not overwrite a secret that someone else changed meanwhile', async () => {
    const { rig, id, secret } = await rotating();
    const both = await Promise.allSettled([
      rotate(rig.deps, rig.admin, { id, secret: 'new-secret-0002', keepHours: 1 }),
      rotate(rig.deps, rig.admin, { id, secret: 'old-secret-0001', keepHours: 1 }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(secret()).toMatch(/secret/);
  });
});

describe('an end', () => {
  test('is shown, counted down and told once', async () => {
    const rig = await connectionsRig();
    const notices: unknown[] = [];
    rig.events.onEvent((event) => void (event.type === 'notice' && notices.push(event)));
    const { id } = setUp(rig, rig.admin, 'team');
    const expiresAt = Date.now() + hour;
    const soon = updateConnection(rig.deps, rig.admin, { id, changes: { expiresAt } });
    expect(soon).toMatchObject({ state: 'unchecked', expiresAt });
    expect(listConnections(rig.deps, rig.admin, { ...window, expiringDays: 1 }).total).toBe(1);
    const later = { ...rig.deps, now: () => expiresAt + 1 };
    expect(readConnection(later, rig.store.read, rig.admin, id)).toMatchObject({ state: 'expired' });
    expect(listConnections(later, rig.admin, { ...window, states: ['expired'] })).toMatchObject({
      total: 1,
      attention: 1,
    });
    expect([sendExpiryNotices(rig.deps), sendExpiryNotices(later), sendExpiryNotices(later)]).toEqual([0, 1, 0]);
    expect(notices).toMatchObject([{ title: expect.stringContaining('has expired') }]);
  });

  test('that a clock which was ahead has told is told again when it comes', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    const expiresAt = Date.now() + hour;
    updateConnection(rig.deps, rig.admin, { id, changes: { expiresAt } });
    const at = (time: number) => sendExpiryNotices({ ...rig.deps, now: () => time });
    const tenYears = 87_600 * hour;
    expect([at(expiresAt + tenYears), at(expiresAt - 1), at(expiresAt + 1), at(expiresAt + hour)]).toEqual([
      1, 0, 1, 0,
    ]);
  });

  test('is near also where a clock that was ahead has written when the secret came', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    updateConnection(rig.deps, rig.admin, { id, changes: { expiresAt: Date.now() + 30 * 24 * hour } });
    rig.store.sqlite.prepare('UPDATE connections SET secret_changed_at = ?').run(Date.now() + 87_600 * hour);
    const near = { ...rig.deps, now: () => Date.now() + 20 * 24 * hour };
    for (const [deps, state, total] of [
      [rig.deps, 'unchecked', 0],
      [near, 'expiring', 1],
    ] as const) {
      expect(readConnection(deps, rig.store.read, rig.admin, id).state).toBe(state);
      expect(listConnections(deps, rig.admin, { ...window, states: ['expiring'] }).total).toBe(total);
    }
  });

  test('of a private connection is told without its name', async () => {
    const rig = await connectionsRig();
    const notices: unknown[] = [];
    rig.events.onEvent((event) => void (event.type === 'notice' && notices.push(event)));
    const { id } = setUp(rig, rig.admin, 'private', 'hush-hush');
    updateConnection(rig.deps, rig.admin, { id, changes: { expiresAt: 1 } });
    sendExpiryNotices(rig.deps);
    expect(notices).toHaveLength(1);
    expect(JSON.stringify(notices)).not.toContain('hush-hush');
  });
});

const leave = (rig: ConnectionsRig, { tenantId, userId }: Actor) =>
  rig.store.write((w) =>
    w
      .delete(memberships)
      .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)))
      .run(),
  );

describe('what a member leaves behind', () => {
  test('is the admin’s to give away or delete, and nobody’s to use', async () => {
    const rig = await connectionsRig();
    const olga = rig.member('editor', 'Olga');
    const ed = rig.member('editor', 'Ed');
    const { id } = setUp(rig, olga, 'private');
    expect(outcome(() => readConnection(rig.deps, rig.store.read, rig.admin, id))).toBe('NOT_FOUND');
    leave(rig, olga);
    expect(listConnections(rig.deps, rig.admin, { ...window, orphaned: true }).rows).toMatchObject([
      { id, orphaned: true, editable: false },
    ]);
    expect(outcome(() => requireUsable(rig.store.read, rig.admin, id))).toBe('NOT_FOUND');
    expect(outcome(() => updateConnection(rig.deps, rig.admin, { id, changes: { visibility: 'team' } }))).toBe(
      'FORBIDDEN',
    );
    expect(outcome(() => readConnection(rig.deps, rig.store.read, ed, id))).toBe('NOT_FOUND');
    expect(reassign(rig.deps, rig.admin, { id, userId: ed.userId })).toMatchObject({
      orphaned: false,
      owner: { name: 'Ed' },
    });
    expect(outcome(() => requireUsable(rig.store.read, ed, id))).toBe('ok');
    expect(outcome(() => readConnection(rig.deps, rig.store.read, rig.admin, id))).toBe('NOT_FOUND');
  });

  test('can be deleted with its secret', async () => {
    const rig = await connectionsRig();
    const olga = rig.member('editor', 'Olga');
    const { id } = setUp(rig, olga, 'private');
    leave(rig, olga);
    removeConnection(rig.deps, rig.admin, { id, confirmed: false });
    expect(rig.vault.state().sealed).toBe(0);
  });

  test('goes to someone who can use it', async () => {
    const rig = await connectionsRig();
    const { id } = setUp(rig, rig.admin, 'team');
    const vera = rig.member('viewer', 'Vera');
    const stranger = (await connectionsRig()).admin;
    expect(outcome(() => reassign(rig.deps, rig.admin, { id, userId: vera.userId }))).toBe('INVALID');
    expect(outcome(() => reassign(rig.deps, rig.admin, { id, userId: stranger.userId }))).toBe('NOT_FOUND');
    expect(outcome(() => reassign(rig.deps, rig.member('editor', 'Ed'), { id, userId: rig.admin.userId }))).toBe(
      'FORBIDDEN',
    );
  });
});

describe('the inventory', () => {
  test('finds what is unused, unproven, shared or about to end', async () => {
    const rig = await connectionsRig();
    const team = setUp(rig, rig.admin, 'team', 'shared');
    setUp(rig, rig.admin, 'private', 'mine');
    const later = { ...rig.deps, now: () => Date.now() + 91 * 24 * hour };
    const names = (deps: typeof rig.deps, filter: object) =>
      listConnections(deps, rig.admin, { ...window, ...filter }).rows.map(({ name }) => name);
    expect(names(rig.deps, { unused: true })).toEqual([]);
    rig.kernel.references.register([{ to: 'connection', uses: () => [], usedIds: () => [team.id], counts: () => [] }]);
    expect(names(later, { unused: true })).toEqual(['mine']);
    expect(names(rig.deps, { neverValidated: true })).toEqual(['mine', 'shared']);
    expect(names(rig.deps, { visibility: 'team' })).toEqual(['shared']);
    expect(names(rig.deps, { expiringDays: 30 })).toEqual([]);
  });

  test('says with each row how many things use it, and counts only those of the window', async () => {
    const rig = await connectionsRig();
    const used = setUp(rig, rig.admin, 'team', 'used');
    setUp(rig, rig.admin, 'team', 'unused');
    const asked: (readonly string[])[] = [];
    const counting = (uses: number) => (_r: unknown, _tenantId: unknown, ids: readonly string[]) => {
      asked.push(ids);
      return ids.includes(used.id) ? [{ id: used.id, uses }] : [];
    };
    const { deps } = rig;
    const none = { to: 'connection', uses: () => [], usedIds: () => [] };
    rig.kernel.references.register([
      { ...none, counts: counting(2) },
      { ...none, counts: counting(1) },
    ]);
    const rows = (filter: object) =>
      listConnections(deps, rig.admin, { ...window, ...filter }).rows.map(({ name, uses }) => [name, uses]);
    expect(rows({})).toEqual([
      ['unused', 0],
      ['used', 3],
    ]);
    asked.length = 0;
    expect(rows({ limit: 1, direction: 'desc' })).toEqual([['used', 3]]);
    expect(asked).toEqual([[used.id], [used.id]]);
  });

  test.each(['csv', 'json'] as const)('is written as %s without any secret or hint of one', async (format) => {
    const rig = await connectionsRig();
    setUp(rig, rig.admin, 'team', '=HYPERLINK("http://evil")');
    setUp(rig, rig.admin, 'private', 'quoted, "name"');
    const { fileName, text } = exportInventory(rig.deps, rig.admin, { format });
    expect(fileName).toMatch(new RegExp(`^connections-\\d{4}-\\d\\d-\\d\\d\\.${format}$`));
    expect(text).not.toMatch(/canary|cdef|••••/);
    if (format === 'json') expect(JSON.parse(text)).toHaveLength(2);
    else expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });

  test.each(['=1', '+1', '-1', '@a', '\ta', '\rb'])('a cell %o is no formula', (text) => {
    expect(cell(text).startsWith(`"'`)).toBe(true);
  });
});
