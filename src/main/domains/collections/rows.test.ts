import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequestDraft, RequestDraftInput } from '#contract/requests.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';

type Parameter = RequestDraftInput['parameters'][number];
const query = (name: string, value = '', more: Partial<Parameter> = {}): Parameter => ({
  name,
  in: 'query',
  value,
  ...more,
});

/** Saves one request again and again, and tells its rows. */
async function begin() {
  const { console, client } = await testConsole();
  const { sqlite } = console.store;
  sqlite.pragma('synchronous = OFF');
  const { id } = await client.collections.save({ name: 'r', draft: draftOf({}) });
  const save = async (fields: Partial<RequestDraftInput>): Promise<RequestDraft> =>
    (await client.collections.save({ id, name: 'r', draft: draftOf(fields) })).draft;
  const rows = () =>
    sqlite
      .prepare<[], { id: string; position: number; entry: string; list: string }>(
        'SELECT id, list, position, entry FROM request_rows ORDER BY list, position, id',
      )
      .all();
  const buried = () =>
    sqlite.prepare<[], string>("SELECT row_id FROM tombstones WHERE table_name = 'request_rows'").pluck().all();
  const changes = () => sqlite.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  return { client, id, save, rows, buried, changes };
}

/** The id of each row by its name and value. */
const idsOf = (rows: readonly { id: string; entry: string }[]) =>
  Object.fromEntries(rows.map(({ id, entry }) => [`${JSON.parse(entry).name}=${JSON.parse(entry).value}`, id]));

test('an entry that changes its value, or its place, keeps its row, and the others are left alone', async () => {
  const { save, rows, buried } = await begin();
  await save({ parameters: [query('a', '1'), query('b', '2'), query('c', '3')] });
  const before = idsOf(rows());
  await save({ parameters: [query('a', '1'), query('b', 'changed'), query('c', '3')] });
  expect(idsOf(rows())).toEqual({ 'a=1': before['a=1'], 'b=changed': before['b=2'], 'c=3': before['c=3'] });
  await save({ parameters: [query('c', '3'), query('new', '4'), query('a', '1')] });
  const after = idsOf(rows());
  expect([after['c=3'], after['a=1'], buried()]).toEqual([before['c=3'], before['a=1'], [before['b=2']]]);
  expect(rows().map(({ position }) => position)).toEqual([0, 1, 2]);
});

test('of several of one name each keeps the row of its value, whatever comes before them', async () => {
  const { save, rows } = await begin();
  await save({ parameters: [query('q', '1'), query('q', '2'), query('q', '3')] });
  const before = idsOf(rows());
  await save({ parameters: [query('q', '0'), query('q', '2'), query('q', '3')] });
  expect(idsOf(rows())).toMatchObject({ 'q=2': before['q=2'], 'q=3': before['q=3'], 'q=0': before['q=1'] });
  await save({ parameters: [query('q', 'new'), query('q', '0'), query('q', '2'), query('q', '3')] });
  expect(idsOf(rows())).toMatchObject({ 'q=2': before['q=2'], 'q=3': before['q=3'], 'q=0': before['q=1'] });
});

test('parameters of one name in two places are two', async () => {
  const { save, rows } = await begin();
  await save({ parameters: [query('x', '1'), query('x', '1', { in: 'header' })] });
  const [first, second] = rows();
  await save({ parameters: [query('x', '2', { in: 'header' })] });
  expect(rows().map(({ id }) => id)).toEqual([second?.id]);
  expect(first?.id).not.toBe(second?.id);
});

test('to save what is there already writes no row', async () => {
  const { save, rows } = await begin();
  const fields = {
    parameters: [query('a', '1'), query('b', '2')],
    variables: [{ name: 'v', value: 'x', enabled: true }],
  };
  await save(fields);
  const before = rows();
  await save(fields);
  expect(rows()).toEqual(before);
});

test('a request is what was saved last, and what stays of its lists keeps its row', async () => {
  const { client, id, save, rows } = await begin();
  const name = fc.constantFrom('a', 'b', 'c', '__proto__');
  const enabled = fc.boolean();
  const value = fc.constantFrom('', '1', '2', 'ü😀"\\');
  const lists = fc.record({
    parameters: fc.array(
      fc.record({ name, in: fc.constantFrom('query' as const, 'header' as const), value, enabled }),
      { maxLength: 6 },
    ),
    variables: fc.array(fc.record({ name, value, enabled }), { maxLength: 4 }),
    fields: fc.array(fc.record({ name, value, enabled }), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(lists, async ({ fields, ...rest }) => {
      const before = rows();
      const body = { kind: 'form' as const, mediaType: 'multipart/form-data', fields };
      const draft = await save({ ...rest, body });
      expect(draft).toEqual(draftOf({ ...rest, body }));
      expect((await client.collections.request({ id })).draft).toEqual(draft);
      const after = rows();
      const entryOf = new Map(after.map((row) => [row.id, `${row.list}${row.entry}`]));
      // Each entry that was there and still is keeps its row: as many of the same as both have.
      const countOf = (of: typeof before, key: string) => of.filter((row) => `${row.list}${row.entry}` === key).length;
      for (const key of new Set(before.map((row) => `${row.list}${row.entry}`))) {
        const stayed = before.filter((row) => `${row.list}${row.entry}` === key && entryOf.get(row.id) === key).length;
        expect(stayed).toBeGreaterThanOrEqual(Math.min(countOf(before, key), countOf(after, key)));
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
