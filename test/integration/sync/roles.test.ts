import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  afterCursor,
  audit,
  blame,
  fetchRows,
  forget,
  lockHead,
  pull,
  push,
  stage,
  staged,
} from '#main/domains/sync/server/calls.ts';
import { invite, putKeys, removeMember, revokeLogin } from '#main/domains/sync/server/memberCalls.ts';
import { scramVerifier } from '#main/domains/sync/server/scram.ts';
import { newLogin } from '#main/domains/sync/server/setUp.ts';
import { del, type Person, put, type ServerRig, serverRig } from '#test/support/serverRig.ts';

const failure = (kind: string) => expect.objectContaining({ name: 'ServerError', kind });

/** Everything that changes something of the team, by what it needs. */
const acts = (rig: ServerRig, by: Person, other: Person) => {
  const { tenant, client } = by;
  const op = () => randomUUID();
  const pushing = (...changes: ReturnType<typeof put>[]) => by.push(...changes);
  return {
    editor: {
      'push a row': () => pushing(put('things', 'x', {})),
      'push a deletion': () => pushing(del('things', 'x')),
      'push nothing': () => pushing(),
      'push parts': () => push(by.db, { tenant, client, op: op(), base: 0, changes: null }),
      stage: () => stage(by.db, { tenant, client, op: op(), part: 0, changes: [] }),
      staged: () => staged(by.db, { tenant, client, op: op() }),
      'lock the head': () => lockHead(by.db, { tenant }),
    },
    admin: {
      'make oneself an admin': () => pushing(put('memberships', by.userId, { role: 'admin' })),
      'make somebody a member': () => pushing(put('memberships', randomUUID(), { role: 'viewer' })),
      'take a membership': () => pushing(del('memberships', other.userId)),
      'rename a person': () => pushing(put('users', by.userId, { name: 'x' })),
      'rename the team': () => pushing(put('tenants', tenant, { name: 'x' })),
      invite: () =>
        invite(by.db, {
          tenant,
          login: newLogin(rig.installation),
          verifier: scramVerifier('x'),
          person: 'x',
          role: 'admin',
          userId: null,
          expiresAt: Date.now() + 60_000,
        }),
      'remove a member': () => removeMember(by.db, { tenant, client, userId: other.userId }),
      'revoke a login': () => revokeLogin(by.db, { tenant, login: other.login }),
      'make a key': () => putKeys(by.db, { tenant, generation: 1, keys: [], secretsOn: true }),
      'let secrets travel': () => putKeys(by.db, { tenant, generation: 1, keys: [], secretsOn: true }),
      forget: () => forget(by.db, { tenant, beforeRev: 1 }),
    },
  };
};

test('a viewer changes nothing', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const vic = await rig.member(ann, 'viewer');
  const head = await ann.head();
  const { editor, admin } = acts(rig, vic, ann);
  for (const [name, act] of Object.entries({ ...editor, ...admin }))
    await expect(act(), name).rejects.toEqual(failure('roleTooLow'));
  expect(await ann.head()).toBe(head);
});

test('an editor changes rows, and neither members nor the team', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const ed = await rig.member(ann, 'editor');
  const { editor, admin } = acts(rig, ed, ann);
  await editor['push a row']();
  await editor.stage();
  const head = await ann.head();
  for (const [name, act] of Object.entries(admin)) await expect(act(), name).rejects.toEqual(failure('roleTooLow'));
  expect(await ann.head()).toBe(head);
});

test('a role that was lowered counts at once, also for a session that is open', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const ed = await rig.member(ann, 'editor');
  await ed.push(put('things', 'x', {}));
  await ann.push(put('memberships', ed.userId, { role: 'viewer' }));
  await expect(ed.push(put('things', 'x', {}))).rejects.toEqual(failure('roleTooLow'));
  await ann.push(del('memberships', ed.userId));
  await expect(ed.head()).rejects.toEqual(failure('revoked'));
});

test('a membership has one of the three roles and is nobody’s alone', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  for (const change of [
    put('memberships', randomUUID(), { role: 'owner' }),
    put('memberships', randomUUID(), {}),
    put('memberships', randomUUID(), { role: 'admin' }, ann.userId),
    put('memberships', ann.userId, { role: null }),
  ]) {
    await expect(ann.push(change), JSON.stringify(change)).rejects.toEqual(failure('invalid'));
  }
  await ann.push(put('memberships', ann.userId, { later: 1 }));
});

test('a private row is not read, found, counted or written by anybody else, an admin included', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const ed = await rig.member(ann, 'editor');
  const rev = await ed.push(put('things', 'hidden', { name: 'confidential' }, ed.userId));
  const { tenant, db } = ann;
  const page = await pull(db, { tenant, after: afterCursor(rev - 1), upto: rev, maxRows: 10 });
  expect(page).toEqual({ rows: [], token: null, more: false });
  expect(await fetchRows(db, { tenant, keys: [['things', 'hidden']] })).toEqual([]);
  expect(await blame(db, { tenant, table: 'things', row: 'hidden', column: null, afterRev: 0 })).toBeUndefined();
  const history = await audit(db, { tenant, before: { rev: 99, table: '', row: '' }, maxRows: 99 });
  expect(history.map(({ row }) => row)).not.toContain('hidden');
  for (const change of [
    put('things', 'hidden', {}),
    put('things', 'hidden', {}, ann.userId),
    del('things', 'hidden'),
  ]) {
    await expect(ann.push(change), JSON.stringify(change)).rejects.toEqual(failure('noAccess'));
  }
  // What is another person's alone is made by them, or by an admin who brings a store of several people.
  await expect(ed.push(put('things', 'new', {}, ann.userId))).rejects.toEqual(failure('noAccess'));
  await ed.push(del('things', 'hidden'));
  expect((await pull(db, { tenant, after: afterCursor(rev), upto: 99, maxRows: 10 })).rows).toEqual([]);
});

test('the record of changes is kept from the owner of the schema as well', async () => {
  const rig = await serverRig();
  await rig.team();
  await rig.database.admin(async (sql) => {
    for (const table of ['revisions', 'changes']) {
      for (const text of [
        `UPDATE patchbay.${table} SET rev = 9`,
        `DELETE FROM patchbay.${table}`,
        `TRUNCATE patchbay.${table}`,
      ]) {
        await expect(sql.query(text), text).rejects.toMatchObject({ code: 'PB004' });
      }
    }
  });
});
