import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { countRows, scan } from '#main/domains/sync/server/calls.ts';
import { del, type Person, put, serverRig } from '#test/support/serverRig.ts';

/** The ids of everything in a table that a person can read, and what was said of their number before. */
async function walk({ db, tenant }: Person, table: string, maxRows: number) {
  const total = await countRows(db, { tenant, tables: [table] });
  const found: string[] = [];
  for (let after = ''; ; after = found.at(-1) ?? '') {
    const page = await scan(db, { tenant, table, after, maxRows });
    found.push(...page.rows.map(({ row }) => row));
    if (!page.more) return { found, total };
  }
}

test('everything in a table is read page by page, by id, and counted before', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const other = await rig.team();
  const names = Array.from({ length: 25 }, (_, at) => String(at).padStart(2, '0'));
  await ann.push(...names.map((name) => put('things', name, { name })), put('thing', 'of a shorter name', { n: 1 }));
  await other.push(put('things', 'of others', { n: 1 }));
  await ann.push(del('things', '07'), put('things', '08', { name: 'again' }));
  const left = names.filter((name) => name !== '07');
  for (const size of [1, 7, 24, 100])
    expect(await walk(ann, 'things', size), String(size)).toEqual({ found: left, total: 24 });
  expect(await walk(ann, 'none', 10)).toEqual({ found: [], total: 0 });
});

test('what is another person’s alone is neither read nor counted', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  const bob = await rig.member(ann, 'editor');
  await ann.push(put('things', 'everybody', { n: 1 }), put('things', 'of ann', { n: 1 }, ann.userId));
  await bob.push(put('things', 'of bob', { n: 1 }, bob.userId), put('things', 'of bob too', { n: 1 }, bob.userId));
  expect(await walk(ann, 'things', 10)).toEqual({ found: ['everybody', 'of ann'], total: 2 });
  expect(await walk(bob, 'things', 10)).toEqual({ found: ['everybody', 'of bob', 'of bob too'], total: 3 });
});

test('several tables are counted together, for members alone', async () => {
  const rig = await serverRig();
  const ann = await rig.team();
  await ann.push(
    ...['things', 'others', 'later'].flatMap((table) => [put(table, 'a', { n: 1 }), put(table, 'b', { n: 1 })]),
  );
  const { db, tenant } = ann;
  expect(await countRows(db, { tenant, tables: ['things', 'others', 'none'] })).toBe(4);
  expect(await countRows(db, { tenant, tables: [] })).toBe(0);
  const unknown = { tenant: randomUUID(), tables: ['things'] };
  await expect(countRows(db, unknown)).rejects.toMatchObject({ kind: 'noAccess' });
});
