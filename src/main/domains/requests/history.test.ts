import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConnection } from '#main/domains/connections/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { clearHistory, listHistory, readRequest } from './history.ts';
import { readBody } from './responseBody.ts';
import { enforceRetention, removeOrphanBodies } from './retention.ts';
import { searchHistory } from './searchHistory.ts';
import { sendRequest } from './send.ts';

type Rig = Awaited<ReturnType<typeof requestsRig>>;

const page = { offset: 0, limit: 100 };
const generous = { historyDays: 30, historyCount: 1000, bodyBytes: 10_000_000 };

const big = () =>
  loopbackServer((request, response) =>
    response.end('ž'.repeat(Number(new URL(request.url ?? '', 'http://x').searchParams.get('n')))),
  );

const send = (rig: Rig, url: string, actor = rig.admin) =>
  sendRequest(rig.requests, actor, { id: newExchangeId(), draft: draftOf({ url }) });

describe('bodies', () => {
  test('a large one is a file, read in windows of whole characters', async () => {
    const rig = await requestsRig();
    const server = await big();
    const { id } = await send(rig, `${server.url}/?n=300000`);
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
    const first = await readBody(rig.requests, rig.admin, { id, offset: 0, length: 100_001, as: 'text' });
    expect(first).toEqual({ data: 'ž'.repeat(50_000), total: 600_000, next: 100_000 });
    const last = await readBody(rig.requests, rig.admin, { id, offset: 599_998, length: 10, as: 'base64' });
    expect(last).toEqual({ data: Buffer.from('ž').toString('base64'), total: 600_000, next: null });
  });

  test('leaves no file behind where the record could not be written', async () => {
    const rig = await requestsRig();
    const server = await big();
    const failing = {
      ...rig.requests,
      store: {
        ...rig.store,
        record: () => {
          throw new Error('disk full');
        },
      },
    };
    const draft = draftOf({ url: `${server.url}/?n=300000` });
    await expect(sendRequest(failing, rig.admin, { id: newExchangeId(), draft })).rejects.toThrow('disk full');
    expect(readdirSync(rig.bodiesDir)).toEqual([]);
  });

  test.each([
    '../patchbay.db',
    '../outside',
    '../bodies/../outside',
    '/etc/hostname',
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    'link',
    'folder/../link',
  ])('a store that was altered to name %j serves and removes nothing by it', async (name) => {
    const rig = await requestsRig();
    const server = await big();
    const { id } = await send(rig, `${server.url}/?n=300000`);
    const outside = join(rig.bodiesDir, '..', 'outside');
    writeFileSync(outside, 'not a body');
    symlinkSync(outside, join(rig.bodiesDir, 'link'));
    rig.store.sqlite.prepare('UPDATE exchanges SET body_file = ?').run(name);
    const read = readBody(rig.requests, rig.admin, { id, offset: 0, length: 10, as: 'text' });
    await expect(read).rejects.toMatchObject({ code: 'BODY_GONE' });
    await clearHistory(rig.requests, rig.admin, {});
    expect(readFileSync(outside, 'utf8')).toBe('not a body');
  });

  test('one request is deleted with its body, by those who may clear it', async () => {
    const rig = await requestsRig();
    const server = await big();
    const [first, second] = [await send(rig, `${server.url}/?n=300000`), await send(rig, `${server.url}/?n=300000`)];
    expect(await clearHistory(rig.requests, rig.member('editor', 'Edit'), { id: first.id })).toEqual({ removed: 0 });
    expect(await clearHistory(rig.requests, rig.admin, { id: first.id })).toEqual({ removed: 1 });
    expect(listHistory(rig.store.read, rig.admin, page).rows.map(({ id }) => id)).toEqual([second.id]);
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
  });

  test('one whose file is gone is said to be gone', async () => {
    const rig = await requestsRig();
    const server = await big();
    const { id } = await send(rig, `${server.url}/?n=300000`);
    rmSync(rig.bodiesDir, { recursive: true });
    await expect(readBody(rig.requests, rig.admin, { id, offset: 0, length: 10, as: 'text' })).rejects.toMatchObject({
      code: 'BODY_GONE',
    });
    expect(readRequest(rig.store.read, rig.admin, { id }).response?.bytes).toBe(600_000);
  });

  test('files that no record knows are removed once nothing can be writing them, and no others', async () => {
    const rig = await requestsRig();
    const server = await big();
    await send(rig, `${server.url}/?n=300000`);
    const [kept] = readdirSync(rig.bodiesDir);
    writeFileSync(join(rig.bodiesDir, 'orphan'), 'x');
    const clean = (now: number) => removeOrphanBodies({ directory: rig.bodiesDir, read: rig.store.read, now });
    expect(await clean(Date.now())).toBe(0);
    expect(await clean(Date.now() + 3 * 3_600_000)).toBe(1);
    expect(readdirSync(rig.bodiesDir)).toEqual([kept]);
    expect(await removeOrphanBodies({ directory: join(rig.folder, 'nowhere'), read: rig.store.read })).toBe(0);
  });
});

describe('retention', () => {
  test('removes what is too old, with its files', async () => {
    const rig = await requestsRig();
    const server = await big();
    const old = { ...rig.requests, now: () => Date.now() - 40 * 86_400_000 };
    await sendRequest(old, rig.admin, { id: newExchangeId(), draft: draftOf({ url: `${server.url}/?n=300000` }) });
    const { id } = await send(rig, `${server.url}/?n=1`);
    expect(await enforceRetention(rig.requests, generous)).toEqual({ historyRows: 1, bodyBytes: 600_000 });
    expect(listHistory(rig.store.read, rig.admin, page).rows.map((row) => row.id)).toEqual([id]);
    expect(readdirSync(rig.bodiesDir)).toEqual([]);
  });

  test('keeps the latest of each tenant', async () => {
    const rig = await requestsRig();
    const server = await big();
    let clock = Date.now();
    const ticking = { ...rig.requests, now: () => clock++ };
    const ids = [];
    for (let index = 0; index < 4; index += 1) {
      const id = newExchangeId();
      ids.unshift(id);
      await sendRequest(ticking, rig.admin, { id, draft: draftOf({ url: `${server.url}/?n=1` }) });
    }
    expect(await enforceRetention(rig.requests, { ...generous, historyCount: 2 })).toMatchObject({ historyRows: 2 });
    expect(listHistory(rig.store.read, rig.admin, page).rows.map((row) => row.id)).toEqual(ids.slice(0, 2));
  });

  test('gives up the oldest bodies beyond the bytes, and keeps their records', async () => {
    const rig = await requestsRig();
    const server = await big();
    let clock = Date.now();
    const ticking = { ...rig.requests, now: () => clock++ };
    const older = await sendRequest(ticking, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ url: `${server.url}/?n=300000` }),
    });
    const newer = await sendRequest(ticking, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ url: `${server.url}/?n=250000` }),
    });
    expect(await enforceRetention(rig.requests, { ...generous, bodyBytes: 1_000_000 })).toEqual({
      historyRows: 0,
      bodyBytes: 600_000,
    });
    const read = (id: typeof older.id) => readBody(rig.requests, rig.admin, { id, offset: 0, length: 2, as: 'text' });
    await expect(read(older.id)).rejects.toMatchObject({ code: 'BODY_GONE' });
    expect((await read(newer.id)).data).toBe('ž');
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
    expect(await enforceRetention(rig.requests, { ...generous, bodyBytes: 1_000_000 })).toEqual({
      historyRows: 0,
      bodyBytes: 0,
    });
  });
});

describe('history', () => {
  test('finds by text, and takes % and _ as they are', async () => {
    const rig = await requestsRig();
    const server = await big();
    await send(rig, `${server.url}/a_b?n=1`);
    await send(rig, `${server.url}/axb?n=1`);
    expect((await searchHistory(rig.store.read, rig.admin, { ...page, text: 'a_b' })).total).toBe(1);
    expect((await searchHistory(rig.store.read, rig.admin, { ...page, text: ' % ' })).total).toBe(0);
  });

  test('says in every window how many there are, and finds whatever the letters', async () => {
    const rig = await requestsRig();
    const server = await big();
    for (const path of ['/Orders/1', '/orders/2', '/users/3']) await send(rig, `${server.url}${path}?n=1`);
    const list = (offset: number) => listHistory(rig.store.read, rig.admin, { offset, limit: 2 });
    const search = (offset: number, text: string) =>
      searchHistory(rig.store.read, rig.admin, { offset, limit: 2, text });
    expect([list(0), list(2), list(4)].map(({ rows, total }) => [rows.length, total])).toEqual([
      [2, 3],
      [1, 3],
      [0, 3],
    ]);
    expect(list(0).rows.map(({ url }) => new URL(url).pathname)).toEqual(['/users/3', '/orders/2']);
    const found = [await search(0, 'ORDERS'), await search(1, 'orders'), await search(0, 'none')];
    expect(found.map(({ rows, total }) => [rows.length, total])).toEqual([
      [2, 2],
      [1, 2],
      [0, 0],
    ]);
  });

  test('shows to nobody else what was sent with a private connection', async () => {
    const rig = await requestsRig();
    const server = await big();
    const owner = rig.member('editor', 'Olga');
    const integrationId = rig.integrate({ baseUrl: server.url, manualAuth: { kind: 'bearer' } });
    const { id: connectionId } = createConnection(rig.deps, owner, {
      integrationId,
      name: 'mine',
      kind: 'bearer',
      schemeKey: null,
      visibility: 'private',
      secret: 'canary-4711-private',
    });
    const { id } = await sendRequest(rig.requests, owner, {
      id: newExchangeId(),
      draft: draftOf({ integrationId, connectionId, url: '/?n=1' }),
    });
    expect(() => readRequest(rig.store.read, rig.admin, { id })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
    await expect(readBody(rig.requests, rig.admin, { id, offset: 0, length: 9, as: 'text' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(listHistory(rig.store.read, rig.admin, page).total).toBe(0);
    expect(listHistory(rig.store.read, owner, page).total).toBe(1);
    const draft = draftOf({ integrationId, connectionId, url: '/?n=1' });
    await expect(sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('is cleared by editors for themselves, by admins for all, with the files', async () => {
    const rig = await requestsRig();
    const server = await big();
    const editor = rig.member('editor', 'Olga');
    await send(rig, `${server.url}/?n=300000`);
    await send(rig, `${server.url}/?n=300000`, editor);
    expect(await clearHistory(rig.requests, editor, {})).toEqual({ removed: 1 });
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
    await expect(clearHistory(rig.requests, rig.member('viewer', 'Vera'), {})).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await clearHistory(rig.requests, rig.admin, {})).toEqual({ removed: 1 });
    expect(readdirSync(rig.bodiesDir)).toEqual([]);
  });

  test('is cleared in steps, without what is sent meanwhile or by others, and told once', async () => {
    const rig = await requestsRig();
    const server = await big();
    const editor = rig.member('editor', 'Olga');
    const { id } = await send(rig, `${server.url}/?n=10`, editor);
    const { id: others } = await send(rig, `${server.url}/?n=10`);
    const columns = rig.store.sqlite.pragma('table_xinfo(exchanges)') as { name: string; hidden: number }[];
    const names = columns.flatMap(({ name, hidden }) => (hidden === 0 && name !== 'id' && name !== 'at' ? [name] : []));
    rig.store.sqlite.exec(`INSERT INTO exchanges (id, at, ${names})
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 899)
      SELECT '${id}-' || i, at - i / 2, ${names} FROM exchanges, n WHERE id = '${id}'`);
    const clearing = clearHistory(rig.requests, editor, {});
    const total = () => listHistory(rig.store.read, editor, page).total;
    const left = new Set<number>();
    const meanwhile = send(rig, `${server.url}/?n=10`, editor);
    while (total() > 2) {
      left.add(total());
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(left.size).toBeGreaterThan(2);
    expect(await clearing).toEqual({ removed: 900 });
    const kept = new Set([(await meanwhile).id, others]);
    expect(new Set(listHistory(rig.store.read, editor, page).rows.map((row) => row.id))).toEqual(kept);
    const told = rig.store.sqlite.prepare("SELECT after FROM facts WHERE type = 'history.cleared'").pluck().all();
    expect(told).toEqual(['{"requests":900}']);
  });

  test('refuses an id that was used before, and viewers', async () => {
    const rig = await requestsRig();
    const server = await big();
    const draft = draftOf({ url: `${server.url}/?n=1` });
    const { id } = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    await expect(sendRequest(rig.requests, rig.admin, { id, draft })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(() => sendRequest(rig.requests, rig.member('viewer', 'Vera'), { id: newExchangeId(), draft })).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
    expect(server.requests).toHaveLength(1);
  });
});
