import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { sendRequest } from '../send.ts';
import { createBodyAnalysis } from './bodyAnalysis.ts';

/** Sends to a server that answers with these bodies by path, and reads what is kept. */
async function rigWith(bodies: Record<string, { type: string; body: string | Buffer }>) {
  const rig = await requestsRig();
  const { url } = await loopbackServer((request, response) => {
    const found = bodies[request.url?.slice(1) ?? ''];
    response.setHeader('content-type', found?.type ?? 'text/plain').end(found?.body);
  });
  const analysis = createBodyAnalysis(rig.requests);
  onTestFinished(() => analysis.close());
  const send = async (name: string) => {
    const draft = draftOf({ url: `${url}/${name}` });
    return (await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft })).id;
  };
  return { rig, analysis, send };
}

const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) });

test('reads a short body from the store and a long one from its file as the same tree', async () => {
  const long = { items: Array.from({ length: 20_000 }, (_, id) => ({ id, name: `item ${id}` })) };
  const { rig, analysis, send } = await rigWith({ short: json({ items: [1, 2] }), long: json(long) });
  const short = await analysis.rows(rig.admin, { id: await send('short'), at: null, from: 0, count: 10 });
  expect(short).toMatchObject({ problem: null, rows: [{ kind: 'object', size: 1, at: 0 }] });
  const id = await send('long');
  const [items] = (await analysis.rows(rig.admin, { id, at: 0, from: 0, count: 10 })).rows;
  expect(items).toMatchObject({ name: 'items', size: 20_000, kind: 'list' });
  const { rows } = await analysis.rows(rig.admin, { id, at: items?.at ?? -1, from: 19_998, count: 10 });
  expect(rows.map(({ name }) => name)).toEqual([19_998, 19_999]);
  const { matches, count } = await analysis.filter(rig.admin, { id, path: '$.items[?@.id == 12345].name' });
  expect([count, matches[0]?.path, matches[0]?.text]).toEqual([1, "$['items'][12345]['name']", '"item 12345"']);
});

test('says where a body is no JSON, and of another charset that it is none', async () => {
  const { rig, analysis, send } = await rigWith({
    cut: { type: 'application/json', body: '{"a":' },
    wide: { type: 'application/json; charset=utf-16le', body: Buffer.from('{}', 'utf16le') },
  });
  const window = { at: null, from: 0, count: 1 };
  const cut = await analysis.rows(rig.admin, { id: await send('cut'), ...window });
  expect(cut).toEqual({ problem: 'At byte 5 the text ends early.', rows: [] });
  expect((await analysis.filter(rig.admin, { id: await send('cut'), path: '$' })).problem?.message).toMatch(/not JSON/);
  expect((await analysis.rows(rig.admin, { id: await send('wide'), ...window })).problem).toMatch(/utf-16le/);
});

test('ends a filter that would take forever, and reads on', async () => {
  const { rig, analysis, send } = await rigWith({ texts: json(Array(50).fill(`${'a'.repeat(60)}!`)) });
  const id = await send('texts');
  const stop = new AbortController();
  const hostile = analysis.filter(rig.admin, { id, path: "$[?match(@, '(a+)+b')]" }, stop.signal);
  setTimeout(() => stop.abort(), 100);
  await expect(hostile).rejects.toMatchObject({ code: 'TOO_MUCH_WORK' });
  expect((await analysis.filter(rig.admin, { id, path: '$[0]' })).count).toBe(1);
});

test('compares two bodies: by paths, by lines, by bytes, or as the same', async () => {
  const { rig, analysis, send } = await rigWith({
    one: json({ a: 1, b: [1, 2] }),
    other: json({ b: [1, 3], a: 1 }),
    spaced: { type: 'application/json', body: '{ "b": [1, 2.0], "a": 1 }' },
    lines: { type: 'text/plain', body: Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n') },
    moved: {
      type: 'text/plain',
      body: Array.from({ length: 30 }, (_, at) => `line ${at === 20 ? 'x' : at}`).join('\n'),
    },
    picture: { type: 'image/png', body: Buffer.from([1, 2, 3]) },
    photo: { type: 'image/png', body: Buffer.from([1, 2, 4]) },
  });
  const compare = async (left: string, right: string) =>
    analysis.compare(rig.admin, { left: await send(left), right: await send(right) });
  expect(await compare('one', 'one')).toEqual({ kind: 'same', exactly: true });
  expect(await compare('one', 'spaced')).toEqual({ kind: 'same', exactly: false });
  expect(await compare('one', 'other')).toEqual({
    kind: 'json',
    changes: [{ kind: 'changed', path: "$['b'][1]", left: '2', right: '3' }],
    more: false,
  });
  const byLines = await compare('lines', 'moved');
  expect(
    byLines.kind === 'text' && byLines.lines.map(({ kind, left, right, text }) => [kind, left, right, text]),
  ).toEqual([
    ['gap', null, null, '17 lines that are the same'],
    ...[18, 19, 20].map((number) => ['same', number, number, `line ${number - 1}`]),
    ['removed', 21, null, 'line 20'],
    ['added', null, 21, 'line x'],
    ...[22, 23, 24].map((number) => ['same', number, number, `line ${number - 1}`]),
    ['gap', null, null, '6 lines that are the same'],
  ]);
  expect(await compare('picture', 'photo')).toEqual({ kind: 'bytes', from: 2 });
});

test('gives the events of a kept stream in windows, with the times at which they came', async () => {
  const body = Array.from({ length: 1_200 }, (_, at) => `id: ${at}\ndata: {"n":${at}}\n\n`).join('');
  const { rig, analysis, send } = await rigWith({ stream: { type: 'text/event-stream', body }, plain: json([]) });
  const id = await send('stream');
  const first = await analysis.events(rig.admin, { id, after: 0, limit: 500 });
  expect([first.kind, first.events.length, first.total, first.live]).toEqual(['sse', 500, 1_200, false]);
  const last = await analysis.events(rig.admin, { id, after: 1_000, limit: 500 });
  expect(last.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, at) => 1_001 + at));
  expect(last.events[0]).toMatchObject({ id: '1000', data: '{"n":1000}', type: 'message' });
  expect(last.events[0]?.at).toBeGreaterThanOrEqual(0);
  expect((await analysis.events(rig.admin, { id: await send('plain'), after: 0, limit: 5 })).kind).toBeNull();
});

test('reads nothing of what others keep to themselves, nor where an altered store points', async () => {
  const { rig, analysis, send } = await rigWith({ secret: json({ a: 'x'.repeat(400_000) }) });
  const id = await send('secret');
  writeFileSync(join(rig.bodiesDir, '..', 'outside'), '{"outside":1}');
  rig.requests.store.write((w) => w.run(sql`UPDATE exchanges SET body_file = '../outside'`));
  await expect(analysis.rows(rig.admin, { id, at: null, from: 0, count: 1 })).rejects.toMatchObject({
    code: 'BODY_GONE',
  });
  const stranger = { ...rig.admin, tenantId: 'other' as typeof rig.admin.tenantId };
  await expect(analysis.filter(stranger, { id, path: '$' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
