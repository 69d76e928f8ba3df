import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { ExchangeId } from '#contract/common.ts';
import { historyFilter } from '#contract/responses.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { clearHistory, isSearch, listHistory, readRequest } from './history.ts';
import { markRequest, mostPinned } from './marks.ts';
import { enforceRetention } from './retention.ts';
import { searchHistory } from './searchHistory.ts';
import { sendRequest } from './send.ts';

type Rig = Awaited<ReturnType<typeof requestsRig>>;

const page = { offset: 0, limit: 100 };
const nothingKept = { historyDays: 0, historyCount: 1, bodyBytes: 0 };

/** A server that answers with the status that the path names. */
const echo = () =>
  loopbackServer((request, response) => {
    response.statusCode = Number(/\d{3}/.exec(request.url ?? '')?.[0] ?? 200);
    response.end('answer');
  });

async function send(rig: Rig, url: string, method = 'GET') {
  const { id } = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft: draftOf({ url, method }) });
  return id;
}

describe('what is pinned', () => {
  test('stays with its body when retention and a person clear everything else', async () => {
    const rig = await requestsRig();
    const { url } = await echo();
    const [kept] = [await send(rig, `${url}/kept`), await send(rig, `${url}/a`), await send(rig, `${url}/b`)];
    expect(markRequest(rig.requests, rig.admin, { id: kept, pinned: true })).toEqual({ pinned: true, note: null });
    rig.requests.store.write((w) => w.run(sql`UPDATE exchanges SET at = 1`));
    await enforceRetention(rig.requests, nothingKept);
    const { rows } = listHistory(rig.store.read, rig.admin, page);
    expect(rows.map(({ id }) => id)).toContain(kept);
    await clearHistory(rig.requests, rig.admin, {});
    expect(listHistory(rig.store.read, rig.admin, page).rows.map(({ id }) => id)).toEqual([kept]);
    const bytes = rig.store.read.get<{ kept: number }>(sql`SELECT kept_bytes AS kept FROM exchanges`);
    expect(bytes.kept).toBe('answer'.length);
  });

  test('goes when it is deleted itself, or let go', async () => {
    const rig = await requestsRig();
    const { url } = await echo();
    const [one, other] = [await send(rig, `${url}/a`), await send(rig, `${url}/b`)];
    for (const id of [one, other]) markRequest(rig.requests, rig.admin, { id, pinned: true });
    await clearHistory(rig.requests, rig.admin, { id: one });
    markRequest(rig.requests, rig.admin, { id: other, pinned: false });
    expect(await clearHistory(rig.requests, rig.admin, {})).toEqual({ removed: 1 });
    expect(listHistory(rig.store.read, rig.admin, page).total).toBe(0);
  });

  test('is no more than a number, and one that is pinned stays so', async () => {
    const rig = await requestsRig();
    const { url } = await echo();
    const ids = [await send(rig, `${url}/a`), await send(rig, `${url}/b`)] as const;
    markRequest(rig.requests, rig.admin, { id: ids[0], pinned: true });
    rig.requests.store.write((w) => {
      const columns = w
        .all<{ name: string }>(sql`SELECT name FROM pragma_table_info('exchanges')`)
        .map(({ name }) => name);
      const made = columns.map((name) => (name === 'id' ? "'copy' || n" : name)).join(', ');
      w.run(
        sql.raw(`WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${mostPinned})
          INSERT INTO exchanges (${columns.join(', ')}) SELECT ${made}
          FROM numbers, (SELECT * FROM exchanges WHERE pinned_at IS NOT NULL LIMIT 1)`),
      );
    });
    expect(() => markRequest(rig.requests, rig.admin, { id: ids[1], pinned: true })).toThrow(/pinned already/);
    expect(markRequest(rig.requests, rig.admin, { id: ids[0], pinned: true }).pinned).toBe(true);
    expect(markRequest(rig.requests, rig.admin, { id: ids[1], note: 'why' })).toEqual({ pinned: false, note: 'why' });
  });
});

describe('a note', () => {
  test('is shown, searched, and taken away by an empty one', async () => {
    const rig = await requestsRig();
    const { url } = await echo();
    const [id] = [await send(rig, `${url}/a`), await send(rig, `${url}/b`)];
    markRequest(rig.requests, rig.admin, { id, note: '  The Slow one ' });
    expect(readRequest(rig.store.read, rig.admin, { id }).note).toBe('The Slow one');
    const found = await searchHistory(rig.store.read, rig.admin, { ...page, text: 'slow' });
    expect(found.rows).toMatchObject([{ id, note: 'The Slow one', pinned: false }]);
    markRequest(rig.requests, rig.admin, { id, note: ' ' });
    expect(readRequest(rig.store.read, rig.admin, { id }).note).toBeNull();
  });

  test('is for editors, of what they see', async () => {
    const rig = await requestsRig();
    const { url } = await echo();
    const id = await send(rig, `${url}/a`);
    const viewer = { ...rig.admin, role: 'viewer' as const };
    expect(() => markRequest(rig.requests, viewer, { id, note: 'x' })).toThrow(/role/);
    expect(() => markRequest(rig.requests, rig.admin, { id: newExchangeId(), note: 'x' })).toThrow(/request/);
  });
});

describe('filters of the history', () => {
  test('by status, method, fault, time and mark, each alone and together', async () => {
    const rig = await requestsRig();
    const { url } = await echo();
    const sent: [path: string, method: string][] = [
      [`${url}/200`, 'GET'],
      [`${url}/201`, 'POST'],
      [`${url}/404`, 'GET'],
      [`${url}/503`, 'POST'],
      ['http://127.0.0.1:1/refused', 'GET'],
    ];
    const ids: ExchangeId[] = [];
    for (const [index, [path, method]] of sent.entries()) {
      const id = await send(rig, path, method);
      ids.push(id);
      rig.requests.store.write((w) => w.run(sql`UPDATE exchanges SET at = ${1_000 + index} WHERE id = ${id}`));
    }
    const [first] = ids;
    if (first !== undefined) markRequest(rig.requests, rig.admin, { id: first, pinned: true });
    const found = async (filter: Parameters<typeof historyFilter.parse>[0]) => {
      const input = { ...page, ...historyFilter.parse(filter) };
      const list = isSearch(input) ? searchHistory : listHistory;
      const { rows, total } = await list(rig.store.read, rig.admin, input);
      expect(total).toBe(rows.length);
      return rows.map(({ id }) => ids.indexOf(id)).sort();
    };
    expect(await found({ statuses: ['2xx'] })).toEqual([0, 1]);
    expect(await found({ statuses: ['404', '5xx'] })).toEqual([2, 3]);
    expect(await found({ methods: ['POST'] })).toEqual([1, 3]);
    expect(await found({ failed: true })).toEqual([4]);
    expect(await found({ since: 1_001, until: 1_003 })).toEqual([1, 2]);
    expect(await found({ since: 1_001, methods: ['GET'] })).toEqual([2, 4]);
    expect(await found({ statuses: ['2xx', '4xx'], methods: ['GET'], text: '/4' })).toEqual([2]);
    expect(await found({ marked: true })).toEqual([0]);
    expect(await found({ connection: 'none of that name' })).toEqual([]);
    expect(await found({ statuses: [] })).toEqual([0, 1, 2, 3, 4]);
    expect(historyFilter.safeParse({ statuses: ['4x'] }).success).toBe(false);
  });
});
