import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { listHistory } from './history.ts';
import { searchHistory } from './searchHistory.ts';
import { sendRequest } from './send.ts';

const copies = 33_000;

/** A history of many rows, three at each moment, of which every hundredth and one early one hold a word. */
async function longHistory() {
  const rig = await requestsRig();
  await sendRequest(rig.requests, rig.admin, {
    id: newExchangeId(),
    draft: draftOf({ url: 'http://127.0.0.1:1/first' }),
  });
  const { sqlite } = rig.store;
  const columns = sqlite.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('exchanges') as string[];
  const made: Record<string, string> = {
    id: `printf('00000000-0000-7000-8000-%012d', n * 7919 % ${copies})`,
    at: '1000000 + n / 3',
    url: `'http://127.0.0.1:1/' || CASE WHEN n % 100 = 0 THEN 'needle' ELSE 'hay' END || n`,
    search: `lower('http://127.0.0.1:1/' || CASE WHEN n % 100 = 0 THEN 'needle' ELSE 'hay' END || n)`,
  };
  sqlite.exec(`WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${copies})
    INSERT INTO exchanges (${columns.join(', ')}) SELECT ${columns.map((name) => made[name] ?? name).join(', ')}
    FROM numbers, (SELECT * FROM exchanges LIMIT 1) AS one`);
  return rig;
}

test('a search through a long history finds in steps what one query finds, in the same order, and lets others in between', async () => {
  const rig = await longHistory();
  const { read } = rig.store;
  const expected = read
    .all<{ id: string }>(sql`SELECT id FROM exchanges WHERE instr(search, 'needle') > 0 ORDER BY at DESC, id DESC`)
    .map(({ id }) => id);
  expect(expected).toHaveLength(copies / 100);
  let turns = 0;
  const turn = setInterval(() => {
    turns += 1;
  });
  for (const [offset, limit] of [
    [0, 10],
    [148, 10],
    [145, 20],
    [320, 50],
    [400, 10],
  ] as const) {
    const { rows, total } = await searchHistory(read, rig.admin, { offset, limit, text: ' NEEDLE ' });
    expect(rows.map(({ id }) => id)).toEqual(expected.slice(offset, offset + limit));
    expect(total).toBe(expected.length);
  }
  clearInterval(turn);
  expect(turns).toBeGreaterThan(2);
  expect(await searchHistory(read, rig.admin, { offset: 0, limit: 5, text: 'first' })).toMatchObject({ total: 1 });
  expect((await searchHistory(read, rig.admin, { offset: 0, limit: 5, text: 'hay' })).total).toBe(
    copies - expected.length,
  );
  expect(listHistory(read, rig.admin, { offset: 0, limit: 1 }).total).toBe(copies + 1);
});

test('what is written meanwhile is counted the next time', async () => {
  const rig = await longHistory();
  const search = () => searchHistory(rig.store.read, rig.admin, { offset: 0, limit: 1, text: 'needle' });
  const running = search();
  await sendRequest(rig.requests, rig.admin, {
    id: newExchangeId(),
    draft: draftOf({ url: 'http://127.0.0.1:1/needle' }),
  });
  await running;
  expect((await search()).total).toBe(copies / 100 + 1);
});
