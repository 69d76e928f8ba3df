import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { generateKeyBetween } from 'fractional-indexing';
import { describe, expect, it } from 'vitest';
import { type SavedRequestId, savedRequestId } from '#contract/common.ts';
import { migrateUpTo, openOldFolder } from '#test/support/oldFolder.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { plainDraft } from '#test/support/world.ts';

const data = Buffer.from('a,b').toString('base64');
const stored = { id: 'a'.repeat(64), bytes: 3 };
const blank = { ...plainDraft, serverVariables: {}, followRedirects: true, timeoutSeconds: null, confirmedHost: null };

/** Drafts as the version before kept them, each a JSON text of its own. */
const drafts: Record<string, object> = {
  plain: blank,
  'every member': {
    ...blank,
    integrationId: '01890000-0000-7000-8000-000000000001',
    connectionId: '01890000-0000-7000-8000-000000000002',
    operationKey: 'POST /a/{id}',
    method: 'POST',
    url: '/a/{id}?x=ä',
    server: 'https://{region}.test',
    serverVariables: { region: 'eu', __proto__x: '' },
    parameters: [
      { name: 'id', in: 'path', value: '7', enabled: true },
      { name: 'q', in: 'query', value: ['a', 1, true, null, { deep: [1.5, 9007199254740991] }], enabled: true },
      { name: 'q', in: 'query', value: 0, enabled: false },
      { name: 'X-"quoted"', in: 'header', value: "it's", enabled: true },
      { name: 'sid', in: 'cookie', value: '', enabled: true },
      { name: 'all', in: 'querystring', value: { a: {} }, enabled: true },
    ],
    followRedirects: false,
    timeoutSeconds: 30,
  },
  text: { ...blank, body: { kind: 'text', mediaType: 'application/json', text: '{"a":"\\u0001 ☃ \\\\ \\""}\n' } },
  'empty text': { ...blank, body: { kind: 'text', mediaType: '', text: '' } },
  'long text': { ...blank, body: { kind: 'text', mediaType: 'text/plain', text: 'ä'.repeat(2_000_000) } },
  'text of a file': { ...blank, body: { kind: 'text', mediaType: 'text/plain', text: '', stored } },
  form: {
    ...blank,
    body: {
      kind: 'form',
      mediaType: 'application/x-www-form-urlencoded',
      fields: [
        { name: 'a', value: '1', enabled: true },
        { name: 'a', value: '2', enabled: false },
        { name: '', value: '', enabled: true },
      ],
    },
  },
  'empty form': { ...blank, body: { kind: 'form', mediaType: 'multipart/form-data', fields: [] } },
  multipart: {
    ...blank,
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data; boundary=x',
      fields: [
        { name: 'f', value: '', enabled: true, file: { name: 'a.csv', mediaType: 'text/csv', data } },
        { name: 'g', value: '', enabled: true, file: { name: 'b', mediaType: 'text/plain', data: '', stored } },
        { name: 'h', value: '', enabled: true, file: { name: 'c', mediaType: 'text/plain', data: '', leftOut: true } },
      ],
    },
  },
  file: { ...blank, body: { kind: 'file', mediaType: 'image/png', name: 'a.png', data } },
  'kept file': { ...blank, body: { kind: 'file', mediaType: 'image/png', name: 'a.png', data: '', stored } },
  'file left out': { ...blank, body: { kind: 'file', mediaType: 'image/png', name: 'a.png', data: '', leftOut: true } },
};

interface Old {
  readonly name: string;
  readonly draft: string;
  readonly deletedAt?: number;
}

/** Opens a folder into which the version before saved these requests, and no others. */
async function openWith(saved: readonly Old[]) {
  const ids = new Map<string, SavedRequestId>();
  const fill = (sqlite: Database, file: string) => {
    migrateUpTo(file, '0026');
    const tenant = sqlite.prepare('SELECT tenant_id FROM saved_requests').pluck().get();
    sqlite.exec('DELETE FROM saved_requests');
    const insert = sqlite.prepare(
      'INSERT INTO saved_requests (tenant_id, id, name, draft, updated_at, deleted_at) VALUES (?, ?, ?, ?, 1764000000000, ?)',
    );
    for (const { name, draft, deletedAt } of saved) {
      const id = savedRequestId.parse(randomUUID());
      ids.set(name, id);
      insert.run(tenant, id, name, draft, deletedAt ?? null);
    }
  };
  const { console, client } = await openOldFolder(fill);
  const idOf = (name: string): SavedRequestId => ids.get(name) ?? savedRequestId.parse(randomUUID());
  const read = (name: string) => client.collections.request({ id: idOf(name) });
  expect(await client.system.integrityCheck()).toEqual({ ok: true, problems: [] });
  expect(console.store.sqlite.pragma('foreign_key_check')).toEqual([]);
  return { console, client, idOf, read };
}

describe('requests that an older version saved', () => {
  it('are what they were, whatever their body', async () => {
    const saved = Object.entries(drafts).map(([name, draft]) => ({ name, draft: JSON.stringify(draft) }));
    const { read, client } = await openWith(saved);
    for (const [name, draft] of Object.entries(drafts)) {
      const { draft: now, description, operationChanges } = await read(name);
      // To follow redirects was what nobody had chosen.
      const followRedirects = name === 'every member' ? false : null;
      expect.soft(now, name).toEqual(draftOf({ ...draft, followRedirects }));
      expect.soft([description, operationChanges], name).toEqual(['', []]);
    }
    const { requests, groups } = await client.collections.tree();
    const names = Object.keys(drafts).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    expect([requests.map(({ name }) => name), groups]).toEqual([names, []]);
  });

  it('come back as they were after they had been deleted', async () => {
    const draft = JSON.stringify(drafts.multipart);
    const deletedAt = Date.UTC(2026, 10, 28, 17);
    const { client, idOf, read } = await openWith([
      { name: 'gone', draft, deletedAt },
      { name: 'Gone', draft },
      { name: 'damaged', draft: '{"a":', deletedAt },
    ]);
    expect((await client.collections.tree()).requests.map(({ name }) => name)).toEqual(['Gone']);
    expect((await client.collections.deletedRequests()).map(({ name, deletedAt: at }) => [name, at]).sort()).toEqual([
      ['damaged', deletedAt],
      ['gone', deletedAt],
    ]);
    const items = ['gone', 'damaged'].map((name) => ({ kind: 'request' as const, id: idOf(name) }));
    expect(await client.collections.restore({ items })).toEqual({ items });
    expect((await read('gone')).draft).toEqual(draftOf({ ...drafts.multipart, followRedirects: null }));
    expect((await read('damaged')).draft.body).toMatchObject({ text: '{"a":' });
  });

  it.each(['', '{', '{"method":', 'null', '7', '[]', '"text"', "{method:'GET'}", '{"a":1}}', 'x\0y'])(
    'with a draft that is %j keep it as the text of their body',
    async (draft) => {
      const { read } = await openWith([
        { name: 'damaged', draft },
        { name: 'fine', draft: JSON.stringify(drafts.form) },
      ]);
      expect((await read('damaged')).draft).toEqual(
        draftOf({ body: { kind: 'text', mediaType: 'text/plain', text: draft } }),
      );
      expect((await read('fine')).draft.body).toMatchObject({ fields: [{ value: '1' }, { value: '2' }, {}] });
    },
  );

  it.each([
    ['parameters that are none', { ...blank, parameters: 7 }],
    ['parameters in an object', { ...blank, parameters: { a: { name: 'a' } } }],
    ['parameters of all types', { ...blank, parameters: [null, 1, 'a', true, [], {}] }],
    ['fields of all types', { ...blank, body: { kind: 'form', mediaType: 'multipart/x', fields: [null, 1, 'a', []] } }],
    [
      'members of other types',
      { ...blank, method: 7, url: {}, server: [], timeoutSeconds: 1.5, followRedirects: 'no' },
    ],
    ['times that are texts', { ...blank, timeoutSeconds: 'soon', serverVariables: null, body: 'text' }],
    ['a body of another kind', { ...blank, body: { kind: 'graphql', fields: 7 } }],
    ['a body of no kind', { ...blank, body: { kind: 'nonsense' } }],
    ['nothing', {}],
  ])('with %s hinder neither the start nor the others', async (_, draft) => {
    const { client, idOf, read } = await openWith([
      { name: 'odd', draft: JSON.stringify(draft) },
      { name: 'fine', draft: JSON.stringify(drafts.text) },
    ]);
    expect((await client.collections.tree()).requests).toHaveLength(2);
    const odd = await read('odd').catch((error: { code?: string }) => error.code);
    expect(odd === 'UNREADABLE' || (typeof odd === 'object' && odd.name === 'odd')).toBe(true);
    expect((await read('fine')).draft).toEqual(draftOf({ ...drafts.text, followRedirects: null }));
    await client.collections.remove({ items: [{ kind: 'request', id: idOf('odd') }] });
    expect((await client.collections.tree()).requests.map(({ name }) => name)).toEqual(['fine']);
  });

  it('stand by their names, and a thousand of them leave room for more anywhere', async () => {
    const draft = JSON.stringify(drafts['every member']);
    const saved = Array.from({ length: 1_000 }, (_, at) => ({
      name: `${at % 2 ? 'R' : 'r'}equest ${String(at).padStart(4, '0')}`,
      draft,
    }));
    const { console, client, idOf } = await openWith(saved.toReversed());
    const order = async () => (await client.collections.tree()).requests.map(({ name }) => name);
    const names = saved.map(({ name }) => name);
    expect(await order()).toEqual(names);
    const positions = console.store.sqlite
      .prepare<[], string>('SELECT position FROM saved_requests ORDER BY position')
      .pluck()
      .all();
    for (const [at, position] of positions.entries())
      expect(generateKeyBetween(position, positions[at + 1] ?? null) > position).toBe(true);
    const [first = '', second = '', last = ''] = [names[0], names[1], names.at(-1)];
    const item = (name: string) => ({ kind: 'request' as const, id: idOf(name) });
    await client.collections.move({ items: [item(last)], into: null, before: item(second) });
    expect((await order()).slice(0, 3)).toEqual([first, last, second]);
    await client.collections.save({ name: 'new', draft: plainDraft });
    expect((await order()).at(-1)).toBe('new');
    expect(console.store.sqlite.prepare('SELECT count(*) FROM request_rows').pluck().get()).toBe(6_000);
  });
});
