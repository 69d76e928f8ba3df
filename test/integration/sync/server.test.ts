import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  afterCursor,
  audit,
  blame,
  countRows,
  fetchRows,
  forget,
  hello,
  lockHead,
  type Place,
  pull,
  push,
  scan,
  stage,
  staged,
} from '#main/domains/sync/server/calls.ts';
import { inTransaction, type ServerConnection } from '#main/domains/sync/server/connect.ts';
import {
  invite,
  joinTeam,
  ownKeys,
  putKeys,
  removeMember,
  revokeLogin,
  team,
} from '#main/domains/sync/server/memberCalls.ts';
import { newPassword, scramVerifier } from '#main/domains/sync/server/scram.ts';
import { newLogin } from '#main/domains/sync/server/setUp.ts';
import { del, type Person, put, serverRig } from '#test/support/serverRig.ts';

const start: Place = afterCursor(0);
const failure = (kind: string) => expect.objectContaining({ name: 'ServerError', kind });

/** Everything that a person can read, page by page. */
async function all(person: Person, maxRows = 1_000, upto?: number) {
  const found = [];
  let after = start;
  const head = upto ?? (await person.head());
  for (;;) {
    const page = await pull(person.db, { tenant: person.tenant, after, upto: head, maxRows });
    found.push(...page.rows);
    const last = page.rows.at(-1);
    if (!page.more || last === undefined) return found;
    after = last;
  }
}
const things = async (person: Person) =>
  (await all(person))
    .filter(({ table }) => table === 'things')
    .map(({ row, deleted, data }) => ({ row, deleted, data }));

test('a push writes the columns that it names and keeps the others', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  await ann.push(put('things', 'a', { name: 'one', unknown: { deep: [1, 'ü'] } }));
  await ann.push(put('things', 'a', { name: 'two' }));
  expect(await things(ann)).toEqual([{ row: 'a', deleted: false, data: { name: 'two', unknown: { deep: [1, 'ü'] } } }]);
  await ann.push(del('things', 'a'), del('things', 'never was'));
  expect(await things(ann)).toEqual([{ row: 'a', deleted: true, data: null }]);
  await ann.push(put('things', 'a', { name: 'again' }));
  expect(await things(ann)).toEqual([{ row: 'a', deleted: false, data: { name: 'again' } }]);
});

test('pages come in the order of revisions, whatever their size', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  for (let n = 0; n < 5; n += 1) {
    await ann.push(
      ...['z', 'A', 'b', 'Ä'].map((r) => put('things', `${r}${n}`, { n })),
      put('others', `o${n}`, { n: 0 }),
    );
  }
  const whole = await all(ann);
  expect(whole).toHaveLength(27);
  const later = await pull(ann.db, { tenant: ann.tenant, after: afterCursor(5), upto: 6, maxRows: 99 });
  expect(later.rows).toEqual(whole.filter(({ rev }) => rev === 6));
  expect(whole.map(({ rev }) => rev)).toEqual(whole.map(({ rev }) => rev).toSorted((a, b) => a - b));
  for (const size of [1, 2, 7, 26, 27, 28]) expect(await all(ann, size)).toEqual(whole);
});

test('a page ends at about 8 MB and says that more follows', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  // Random, so that Postgres cannot compress it.
  for (let n = 0; n < 5; n += 1)
    await ann.push(put('things', `${n}`, { text: randomBytes(2_250_000).toString('base64') }));
  const first = await pull(ann.db, { tenant: ann.tenant, after: start, upto: 6, maxRows: 1_000 });
  expect(first.more).toBe(true);
  expect(first.rows.length).toBeLessThan(7);
  expect((await all(ann)).length).toBe(7);
});

test('the same operation twice is one revision', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const op = randomUUID();
  const once = { tenant: ann.tenant, client: ann.client, op, base: 1, changes: [put('things', 'a', { n: 1 })] };
  const first = await push(ann.db, once);
  expect(first).toMatchObject({ outcome: 'done', rev: 2 });
  expect(await push(ann.db, once)).toEqual(first);
  expect(await push(ann.db, { ...once, changes: [put('things', 'a', { n: 2 })] })).toEqual(first);
  expect(await ann.head()).toBe(2);
  expect(await things(ann)).toEqual([{ row: 'a', deleted: false, data: { n: 1 } }]);
});

test('an operation of another person is not answered as one’s own', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const op = randomUUID();
  await push(ann.db, { tenant: ann.tenant, client: ann.client, op, base: 2, changes: [] });
  const stolen = { tenant: ann.tenant, client: ann.client, op, base: 2, changes: [] };
  expect(await push(bob.db, stolen)).toMatchObject({ outcome: 'behind' });
});

test('whoever has not seen the head is behind, and nothing is written', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  await ann.push(put('things', 'a', { n: 0 }));
  const late = { tenant: ann.tenant, client: ann.client, op: randomUUID(), changes: [put('things', 'b', { n: 0 })] };
  for (const base of [0, 1, 3]) expect(await push(ann.db, { ...late, base })).toEqual({ outcome: 'behind', rev: 2 });
  expect((await things(ann)).map(({ row }) => row)).toEqual(['a']);
  expect(await push(ann.db, { ...late, base: 2 })).toMatchObject({ outcome: 'done', rev: 3 });
});

test('fifty clients that push at once lose nothing, and revisions have no gap', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const connections: ServerConnection[] = [];
  // Several logins, since one may have eight connections.
  for (let n = 0; n < 10; n += 1) {
    const bob = await rig.member(ann, 'editor');
    for (let m = 0; m < 5; m += 1) connections.push(await rig.connect(bob.login, bob.password));
  }
  const base = await ann.head();
  await Promise.all(
    connections.map(async (db, n) => {
      const [client, op] = [randomUUID(), randomUUID()];
      let at = base;
      for (;;) {
        const changes = [put('things', `${n}`, { n }), put('counters', 'one', { [`by${n}`]: 1 })];
        const answer = await push(db, { tenant: ann.tenant, client, op, base: at, changes });
        if (answer.outcome === 'done') {
          expect(answer.rev).toBe(at + 1);
          return;
        }
        at = answer.rev;
      }
    }),
  );
  expect(await ann.head()).toBe(base + 50);
  const found = await all(ann);
  expect(found.filter(({ table }) => table === 'things')).toHaveLength(50);
  expect(Object.keys(found.find(({ table }) => table === 'counters')?.data ?? {})).toHaveLength(50);
  const revs = await rig.database.admin(
    async (sql) => (await sql.query('SELECT rev FROM patchbay.revisions ORDER BY rev')).rows,
  );
  expect(revs.map(({ rev }) => Number(rev))).toEqual(Array.from({ length: base + 50 }, (_, n) => n + 1));
});

test('who locks the head commits next', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const changes = [put('things', 'a', { n: 0 })];
  let waiting: Promise<unknown> = Promise.resolve();
  await inTransaction(bob.db, async () => {
    const head = await lockHead(bob.db, bob);
    expect(head).toBe(2);
    waiting = push(ann.db, { tenant: ann.tenant, client: ann.client, op: randomUUID(), base: 2, changes });
    expect(await push(bob.db, { ...bob, op: randomUUID(), base: head, changes })).toMatchObject({ outcome: 'done' });
  });
  expect(await waiting).toEqual({ outcome: 'behind', rev: 3 });
});

test('parts of a large push arrive as one revision', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const { tenant, client, db } = ann;
  const op = randomUUID();
  const part = (n: number) => Array.from({ length: 3 }, (_, m) => put('things', `${n}-${m}`, { n }));
  expect(await staged(db, { tenant, client, op })).toBeNull();
  await stage(db, { tenant, client, op, part: 0, changes: part(0) });
  await stage(db, { tenant, client, op, part: 2, changes: part(2) });
  expect(await staged(db, { tenant, client, op })).toBe(2);
  const whole = { tenant, client, op, base: 1, changes: null };
  await expect(push(db, whole)).rejects.toEqual(failure('invalid'));
  await stage(db, { tenant, client, op, part: 1, changes: part(9) });
  await stage(db, { tenant, client, op, part: 1, changes: part(1) });
  const first = await push(db, whole);
  expect(first).toMatchObject({ outcome: 'done', rev: 2 });
  expect((await things(ann)).map(({ row }) => row)).toEqual([
    '0-0',
    '0-1',
    '0-2',
    '1-0',
    '1-1',
    '1-2',
    '2-0',
    '2-1',
    '2-2',
  ]);
  expect(await staged(db, { tenant, client, op })).toBeNull();
  expect(await push(db, whole)).toEqual(first);
  await expect(push(db, { ...whole, op: randomUUID(), base: 2 })).rejects.toEqual(failure('invalid'));
});

test('parts belong to the login that has sent them', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const part = { tenant: ann.tenant, client: ann.client, op: randomUUID(), part: 0 };
  await stage(ann.db, { ...part, changes: [put('things', 'a', { by: 'ann' })] });
  expect(await staged(bob.db, part)).toBeNull();
  await expect(push(bob.db, { ...part, base: 2, changes: null })).rejects.toEqual(failure('invalid'));
  await stage(bob.db, { ...part, changes: [put('things', 'a', { by: 'bob' })] });
  await stage(bob.db, { ...part, part: 1, changes: [put('things', 'b', { by: 'bob' })] });
  await push(ann.db, { ...part, base: 2, changes: null });
  expect(await things(ann)).toEqual([{ row: 'a', deleted: false, data: { by: 'ann' } }]);
});

test('no call reads a whole table, however small the tables were when a session began', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  // What a session has read is counted when it ends.
  const scans = () =>
    rig.database.admin(async (sql) => {
      const { rows } = await sql.query(
        `SELECT relname, seq_scan::int AS scans, idx_scan::int AS looked FROM pg_stat_user_tables WHERE relname = ANY ($1) ORDER BY 1`,
        [['changes', 'clients', 'logins', 'parts', 'revisions', 'rows', 'wrapped_keys']],
      );
      return rows;
    });
  const bob = await rig.member(ann, 'admin');
  await ann.db.close();
  const before = await scans();
  const op = randomUUID();
  for (let n = 0; n < 4; n += 1) {
    await bob.push(...Array.from({ length: 200 }, (_, m) => put('things', `${n} ${m}`, { n })));
    await all(bob, 50);
  }
  await stage(bob.db, { ...bob, op, part: 0, changes: [] });
  await push(bob.db, { ...bob, op, base: await bob.head(), changes: null });
  await fetchRows(bob.db, { ...bob, keys: [['things', '0 0']] });
  await blame(bob.db, { ...bob, table: 'things', row: '0 0', column: 'n', afterRev: 0 });
  await audit(bob.db, { ...bob, before: afterCursor(99), maxRows: 10 });
  await forget(bob.db, { ...bob, beforeRev: 1 });
  await countRows(bob.db, { ...bob, tables: ['things'] });
  await scan(bob.db, { ...bob, table: 'things', after: '', maxRows: 10 });
  await team(bob.db, bob);
  await ownKeys(bob.db, bob);
  await bob.db.close();
  const looked = (rows: { relname: string; looked: number }[]) =>
    rows.find(({ relname }) => relname === 'rows')?.looked ?? 0;
  await expect.poll(async () => looked(await scans())).toBeGreaterThan(looked(before) + 1_000);
  const count = (rows: { relname: string; scans: number }[]) => rows.map(({ relname, scans: n }) => [relname, n]);
  expect(count(await scans())).toEqual(count(before));
});

test('parts that nobody takes are gone after a day', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const { tenant, client, db } = ann;
  const [old, young] = [randomUUID(), randomUUID()];
  await stage(db, { tenant, client, op: old, part: 0, changes: [] });
  await rig.database.admin((sql) => sql.query("UPDATE patchbay.parts SET at = at - interval '25 hours'"));
  await stage(db, { tenant, client, op: young, part: 0, changes: [] });
  expect(await staged(db, { tenant, client, op: old })).toBeNull();
  expect(await staged(db, { tenant, client, op: young })).toBe(0);
});

test('changes that are not in order are refused, and nothing of them stays', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const good = put('things', 'good', { n: 0 });
  const broken: unknown[] = [
    [good, { t: 'things', r: 'a', k: 'put' }],
    [good, { t: 'things', r: 'a', k: 'put', d: [] }],
    [good, { t: 'things', r: 'a', k: 'drop', d: {} }],
    [good, { t: 'Things"; DROP', r: 'a', k: 'put', d: { n: 0 } }],
    [good, { t: 'things', r: '', k: 'put', d: { n: 0 } }],
    [good, { t: 'things', r: 'a', k: 'put', d: { n: 0 }, p: 'nobody' }],
    [good, put('things', 'b', { n: 0 }), put('things', 'b', { n: 0 })],
    [good, 1],
    {},
  ];
  for (const changes of broken) {
    const given = { tenant: ann.tenant, client: ann.client, op: randomUUID(), base: 1, changes: changes as never };
    await expect(push(ann.db, given), JSON.stringify(changes)).rejects.toMatchObject({ name: 'ServerError' });
  }
  expect(await things(ann)).toEqual([]);
  expect(await ann.head()).toBe(1);
});

test('a private row comes to its owner alone, and is taken from the others when it becomes private', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  await bob.push(put('things', 'secret', { n: 1 }, bob.userId), put('things', 'turned', { n: 1 }));
  const seen = async (person: Person) => Object.fromEntries((await things(person)).map(({ row, data }) => [row, data]));
  expect(await seen(bob)).toEqual({ secret: { n: 1 }, turned: { n: 1 } });
  expect(await seen(ann)).toEqual({ turned: { n: 1 } });
  await bob.push(put('things', 'turned', { n: 2 }, bob.userId));
  expect(await seen(ann)).toEqual({ turned: null });
  // Without a word about whose it is, it stays what it is.
  await bob.push({ t: 'things', r: 'turned', k: 'put', d: { n: 3 } });
  expect(await seen(ann)).toEqual({ turned: null });
  const keys = [
    ['things', 'secret'],
    ['things', 'turned'],
  ] as const;
  expect((await fetchRows(ann.db, { tenant: ann.tenant, keys })).map(({ row, data }) => [row, data])).toEqual([
    ['turned', null],
  ]);
  await bob.push(put('things', 'turned', { n: 4 }), del('things', 'secret'));
  expect(await seen(ann)).toEqual({ turned: { n: 4 } });
  expect(await seen(bob)).toEqual({ secret: null, turned: { n: 4 } });
  // The history of a row that was private when it was written stays its owner's, also after it is gone for good.
  const history = async (person: Person) =>
    (await audit(person.db, { tenant: ann.tenant, before: { rev: 99, table: '', row: '' }, maxRows: 99 })).filter(
      ({ row }) => row === 'secret',
    );
  expect(await history(ann)).toEqual([]);
  expect((await history(bob)).map(({ kind }) => kind)).toEqual(['delete', 'put']);
});

test('tells who wrote a column last', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  await ann.push(put('things', 'a', { x: 1, y: 1 }));
  const rev = await bob.push(put('things', 'a', { x: 2 }));
  await ann.push(put('things', 'a', { y: 2 }));
  const of = (column: string | null, afterRev = 0) =>
    blame(ann.db, { tenant: ann.tenant, table: 'things', row: 'a', column, afterRev });
  expect(await of('x')).toMatchObject({ rev, userId: bob.userId, login: bob.login });
  expect(await of('y')).toMatchObject({ rev: rev + 1, userId: ann.userId });
  expect(await of(null)).toMatchObject({ rev: rev + 1 });
  expect(await of('x', rev)).toBeUndefined();
  await bob.push(del('things', 'a'));
  expect(await of('x', rev)).toMatchObject({ rev: rev + 2, userId: bob.userId });
});

test('a cursor that the database has not committed is not known: it was restored, or is another', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const answer = await push(ann.db, { ...ann, op: randomUUID(), base: 1, changes: [put('things', 'a', { n: 0 })] });
  if (answer.outcome !== 'done') throw new Error('not done');
  const known = async (cursor: number, token: string | null) =>
    (await hello(ann.db, { tenant: ann.tenant, client: ann.client, app: 'test', cursor, token })).cursorKnown;
  expect(await known(0, null)).toBe(true);
  expect(await known(2, answer.token)).toBe(true);
  expect(await known(2, randomUUID())).toBe(false);
  expect(await known(2, null)).toBe(false);
  expect(await known(3, answer.token)).toBe(false);
});

test('deletions are forgotten after 90 days and not before', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  await ann.push(put('things', 'a', { n: 0 }), put('things', 'b', { n: 0 }), put('things', 'c', { n: 0 }));
  const old = await ann.push(del('things', 'a'));
  const young = await ann.push(del('things', 'b'));
  expect(await forget(ann.db, { tenant: ann.tenant, beforeRev: young })).toBe(0);
  await rig.database.admin(async (sql) => {
    await sql.query('ALTER TABLE patchbay.revisions DISABLE TRIGGER append_only');
    await sql.query("UPDATE patchbay.revisions SET at = at - interval '91 days' WHERE rev <= $1", [old]);
  });
  expect(await forget(ann.db, { tenant: ann.tenant, beforeRev: young })).toBe(old);
  expect(await things(ann)).toEqual([
    { row: 'c', deleted: false, data: { n: 0 } },
    { row: 'b', deleted: true, data: null },
  ]);
  expect((await hello(ann.db, { ...ann, app: 'test', cursor: 0, token: null })).horizon).toBe(old);
  expect(await forget(ann.db, { tenant: ann.tenant, beforeRev: 1 })).toBe(old);
});

test('an invitation is taken once, before it ends, and its password is worthless afterwards', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const invited = await rig.invitation(ann, 'editor');
  const before = await rig.connect(invited.login, invited.password);
  await expect(hello(before, { ...ann, app: 'test', cursor: 0, token: null })).rejects.toEqual(failure('notJoined'));
  const second = await rig.connect(invited.login, invited.password);
  const bob = await rig.join(ann.tenant, invited);
  await expect(rig.connect(invited.login, invited.password)).rejects.toEqual(failure('passwordRejected'));
  const other = {
    tenant: ann.tenant,
    client: randomUUID(),
    verifier: scramVerifier('other'),
    publicKey: randomBytes(64),
  };
  await expect(joinTeam(second, { ...other, userId: randomUUID(), name: 'Eve', email: null })).rejects.toEqual(
    failure('taken'),
  );
  // The server did not keep the password that a second taker wanted.
  expect((await team(bob.db, bob)).map(({ status, role }) => [status, role])).toEqual([
    ['active', 'admin'],
    ['active', 'editor'],
  ]);
});

test('joining again after a lost answer gives the same answer', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const invited = await rig.invitation(ann, 'viewer');
  const db = await rig.connect(invited.login, invited.password);
  const verifier = scramVerifier(newPassword());
  const given = {
    tenant: ann.tenant,
    client: randomUUID(),
    verifier,
    publicKey: randomBytes(64),
    userId: randomUUID(),
    name: 'Bob',
    email: null,
  };
  const first = await joinTeam(db, given);
  expect(await joinTeam(db, given)).toMatchObject({ ...first, serverTime: expect.any(Number) });
  expect(await ann.head()).toBe(2);
});

test('an invitation that has ended cannot be taken', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const invited = await rig.invitation(ann, 'editor');
  const db = await rig.connect(invited.login, invited.password);
  await rig.database.admin(async (sql) => {
    await sql.query("UPDATE patchbay.logins SET expires_at = now() - interval '1 second' WHERE login = $1", [
      invited.login,
    ]);
    await sql.query(`ALTER ROLE ${invited.login} VALID UNTIL '2020-01-01'`);
  });
  const given = { tenant: ann.tenant, client: randomUUID(), verifier: scramVerifier('x'), publicKey: randomBytes(64) };
  await expect(joinTeam(db, { ...given, userId: randomUUID(), name: 'Bob', email: null })).rejects.toEqual(
    failure('expired'),
  );
  await expect(rig.connect(invited.login, invited.password)).rejects.toEqual(failure('passwordRejected'));
});

test('nobody joins as a person whom the invitation does not name', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  for (const other of [ann.userId, bob.userId]) {
    await expect(rig.join(ann.tenant, await rig.invitation(ann, 'viewer'), other)).rejects.toEqual(failure('invalid'));
  }
  await removeMember(ann.db, { ...ann, userId: bob.userId });
  await expect(rig.join(ann.tenant, await rig.invitation(ann, 'viewer'), bob.userId)).rejects.toEqual(
    failure('invalid'),
  );
  const back = await rig.member(ann, 'viewer', bob.userId);
  expect((await hello(back.db, { ...back, app: 'test', cursor: 0, token: null })).role).toBe('viewer');
  const device = await rig.member(ann, 'viewer', ann.userId);
  expect((await hello(device.db, { ...device, app: 'test', cursor: 0, token: null })).role).toBe('admin');
});

test('removing a member ends the session, the login and the channel', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const before = await hello(bob.db, { ...bob, app: 'test', cursor: 0, token: null });
  const lost = new Promise((resolve) => bob.db.onLost(resolve));
  const rev = await removeMember(ann.db, { ...ann, userId: bob.userId });
  expect(rev).toBe(before.head + 1);
  expect(await lost).toMatchObject({ kind: 'lost' });
  await expect(rig.connect(bob.login, bob.password)).rejects.toEqual(failure('loginDisabled'));
  expect((await hello(ann.db, { ...ann, app: 'test', cursor: 0, token: null })).channel).not.toBe(before.channel);
  expect((await team(ann.db, ann)).at(-1)).toMatchObject({ login: bob.login, status: 'revoked', role: null });
  expect((await all(ann)).find(({ row, table }) => row === bob.userId && table === 'memberships')).toMatchObject({
    deleted: true,
    by: ann.userId,
  });
});

test('one device is revoked without the other', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const phone = await rig.member(ann, 'editor', bob.userId);
  await revokeLogin(bob.db, { tenant: bob.tenant, login: phone.login });
  await expect(rig.connect(phone.login, phone.password)).rejects.toEqual(failure('loginDisabled'));
  await bob.push(put('things', 'a', { n: 0 }));
  const waiting = await rig.invitation(ann, 'viewer');
  await expect(revokeLogin(bob.db, { tenant: bob.tenant, login: waiting.login })).rejects.toEqual(
    failure('roleTooLow'),
  );
  await revokeLogin(ann.db, { tenant: ann.tenant, login: waiting.login });
  await expect(rig.connect(waiting.login, waiting.password)).rejects.toEqual(failure('loginDisabled'));
});

test('a team keeps an admin who can log in', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'admin');
  await removeMember(bob.db, { ...bob, userId: bob.userId });
  const demote = put('memberships', ann.userId, { role: 'viewer' });
  await expect(ann.push(demote)).rejects.toEqual(failure('lastAdmin'));
  await expect(ann.push(del('memberships', ann.userId))).rejects.toEqual(failure('lastAdmin'));
  await expect(removeMember(ann.db, { ...ann, userId: ann.userId })).rejects.toEqual(failure('lastAdmin'));
  await expect(revokeLogin(ann.db, { tenant: ann.tenant, login: ann.login })).rejects.toEqual(failure('lastAdmin'));
  await ann.push(put('things', 'a', { n: 0 }));
  const eve = await rig.member(ann, 'admin');
  await ann.push(demote);
  await expect(
    invite(ann.db, {
      ...ann,
      login: newLogin(rig.installation),
      verifier: scramVerifier('x'),
      person: 'x',
      role: 'viewer',
      userId: null,
      expiresAt: Date.now() + 1e6,
    }),
  ).rejects.toEqual(failure('roleTooLow'));
  await eve.push(put('memberships', ann.userId, { role: 'admin' }));
});

test('keys are sealed for each login and handed on by those who have them', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const eve = await rig.member(ann, 'viewer');
  const key = (person: Person, text: string) => ({
    login: person.login,
    wrapped: Buffer.from(text).toString('base64'),
  });
  const given = { tenant: ann.tenant, generation: 1, secretsOn: true };
  await expect(putKeys(bob.db, { ...given, keys: [key(bob, 'b1')] })).rejects.toEqual(failure('roleTooLow'));
  await putKeys(ann.db, { ...given, keys: [key(ann, 'a1'), key(bob, 'b1')] });
  expect(await ownKeys(bob.db, bob)).toEqual([{ generation: 1, wrapped: key(bob, 'b1').wrapped }]);
  expect(await ownKeys(eve.db, eve)).toEqual([]);
  await expect(putKeys(eve.db, { ...given, keys: [key(eve, 'forged')] })).rejects.toEqual(failure('noAccess'));
  await putKeys(bob.db, { ...given, keys: [key(eve, 'e1'), key(ann, 'forged')] });
  expect(await ownKeys(eve.db, eve)).toEqual([{ generation: 1, wrapped: key(eve, 'e1').wrapped }]);
  expect(await ownKeys(ann.db, ann)).toEqual([{ generation: 1, wrapped: key(ann, 'a1').wrapped }]);
  await expect(putKeys(bob.db, { ...given, generation: 2, keys: [] })).rejects.toEqual(failure('roleTooLow'));
  await expect(putKeys(ann.db, { ...given, generation: 3, keys: [] })).rejects.toEqual(failure('invalid'));
  await putKeys(ann.db, { ...given, generation: 2, keys: [key(ann, 'a2')] });
  expect((await ownKeys(ann.db, ann)).map(({ generation }) => generation)).toEqual([2, 1]);
  expect((await team(ann.db, ann)).map(({ hasKey }) => hasKey)).toEqual([true, false, false]);
});

test('a change calls those who listen, with nothing in it', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  const { channel } = await hello(bob.db, { ...bob, app: 'test', cursor: 0, token: null });
  const plain = await rig.plain(bob);
  const heard = new Promise((resolve) => plain.once('notification', resolve));
  await plain.query(`LISTEN ${channel}`);
  await ann.push(put('things', 'a', { name: 'confidential' }));
  expect(await heard).toMatchObject({ channel, payload: '' });
});

test('a database that takes no changes is read, and says so to a push', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  await rig.database.admin((sql) =>
    sql.query(`ALTER DATABASE ${rig.database.name} SET default_transaction_read_only = on`),
  );
  const db = await rig.connect(ann.login, ann.password);
  const { head } = await hello(db, { ...ann, client: randomUUID(), app: 'test', cursor: 0, token: null });
  expect((await pull(db, { ...ann, after: start, upto: head, maxRows: 9 })).rows).toHaveLength(2);
  const given = { ...ann, op: randomUUID(), base: head, changes: [put('things', 'a', { n: 0 })] };
  await expect(push(db, given)).rejects.toEqual(failure('readOnly'));
});

test('a value that Postgres cannot hold is refused and named as such', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  for (const text of ['a\u0000b', '\ud800']) {
    await expect(ann.push(put('things', 'a', { text })), JSON.stringify(text)).rejects.toEqual(failure('invalid'));
  }
  const kept = { text: '\u2028 💥 \\u0000 \u007f', big: 2 ** 53 - 1, small: -1.5e-300, none: null };
  await ann.push(put('things', 'a', kept));
  expect(await things(ann)).toEqual([{ row: 'a', deleted: false, data: kept }]);
});

test('a store belongs to one login', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  await ann.head();
  await expect(hello(bob.db, { ...bob, client: ann.client, app: 'test', cursor: 0, token: null })).rejects.toEqual(
    failure('noAccess'),
  );
});
