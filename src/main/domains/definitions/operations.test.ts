import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DefinitionId } from '#contract/common.ts';
import { operationId } from '#contract/common.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { manyOperations } from '#test/support/definitionTexts.ts';
import { readIntegration } from '../integrations/index.ts';
import { applyDefinition } from './lifecycle.ts';
import { findOperation, listOperations, searchOperations } from './operations.ts';
import { summariesOf } from './reader.ts';
import { reviewDefinition } from './review.ts';
import { countOperations, handOperations, operationEdits, searchKey } from './table.ts';

async function imported(text: string) {
  const base = definitionsRig();
  const { deps, actor } = base;
  const { id } = await reviewDefinition(deps, actor, { source: { kind: 'text', text } });
  const target = { kind: 'new', name: 'Many', fields: { baseUrl: 'https://a.test' } } as const;
  const { id: integrationId } = applyDefinition(deps, actor, { id, target });
  return { ...base, integrationId, definition: id as DefinitionId };
}

const paths = Array.from({ length: 6 }, (_, index) => `/things/${index}`);
/** What a person did, in whatever order definitions came and went meanwhile. */
const written = fc.record({
  hand: fc.uniqueArray(fc.constantFrom(...paths, '/other', '/another'), { maxLength: 4 }),
  edited: fc.uniqueArray(fc.tuple(fc.constantFrom(...paths, '/gone'), fc.boolean(), fc.constantFrom(null, 'Mine')), {
    maxLength: 5,
    selector: ([path]) => path,
  }),
});

type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

describe('what a person wrote and what a definition has', () => {
  it('are listed, counted and found as one, whichever of them meet', async () => {
    const { deps, actor, integrationId, store } = await imported(manyOperations(6));
    const { tenantId } = actor;
    const write = (w: Writer, { hand, edited }: Written) => {
      w.delete(handOperations).run();
      w.delete(operationEdits).run();
      for (const path of hand) {
        const operation = { method: 'GET', path, summary: `Hand ${path}` };
        const row = {
          ...operation,
          description: '',
          parameters: [],
          bodyMediaType: null,
          key: `GET ${path}`,
          search: searchKey(operation),
        };
        w.insert(handOperations)
          .values({ ...row, tenantId, integrationId, id: operationId.parse(uuidv7()), createdAt: 1, updatedAt: 1 })
          .run();
      }
      for (const [path, hidden, summary] of edited)
        w.insert(operationEdits)
          .values({ tenantId, integrationId, key: `GET ${path}`, hidden, summary, description: null, updatedAt: 1 })
          .run();
      countOperations(w, tenantId, integrationId);
    };
    fc.assert(
      fc.property(written, (given) => {
        store.write((w) => write(w, given));
        const editOf = (path: string) => given.edited.find(([each]) => each === path);
        const described = paths.filter((path) => !given.hand.includes(path));
        const shown = described.filter((path) => editOf(path)?.[1] !== true);
        const expected = [
          ...shown.map((path) => {
            const edit = editOf(path);
            return [path, edit?.[2] ?? `Thing ${path.slice(8)}`, edit ? 'edited' : 'definition'];
          }),
          ...given.hand.toSorted().map((path) => [path, `Hand ${path}`, 'hand']),
        ];
        const { rows, total } = listOperations(store.read, actor, { integrationId, offset: 0, limit: 50 });
        expect(rows.map(({ path, summary, origin }) => [path, summary, origin])).toEqual(expected);
        expect(total).toBe(expected.length);
        expect(readIntegration(store.read, actor, integrationId, deps.usableConnections).operations).toBe(total);
        const all = listOperations(store.read, actor, { integrationId, offset: 0, limit: 50, includeHidden: true });
        expect(all.total).toBe(described.length + given.hand.length);
        expect(summariesOf(store.read, actor, integrationId).map(({ key }) => key)).toEqual(
          all.rows.map(({ key }) => key),
        );
        const found = searchOperations(store.read, actor, { text: 'get', limit: 50 }).rows;
        expect(found.map(({ path }) => path).sort()).toEqual(rows.map(({ path }) => path).sort());
        for (const { key, summary } of all.rows)
          expect(findOperation(store.read, actor, integrationId, key)?.summary).toBe(summary);
      }),
      { numRuns: 60 },
    );
  });

  it('are listed in windows that join without a gap', async () => {
    const { actor, integrationId, store } = await imported(manyOperations(11));
    const window = (offset: number, limit: number) =>
      listOperations(store.read, actor, { integrationId, offset, limit }).rows.map(({ key }) => key);
    const whole = window(0, 50);
    expect(whole).toEqual(Array.from({ length: 11 }, (_, index) => `GET /things/${index}`));
    for (const size of [1, 2, 3, 5, 10, 11])
      expect(Array.from({ length: Math.ceil(11 / size) }, (_, index) => window(index * size, size)).flat()).toEqual(
        whole,
      );
    expect(window(11, 5)).toEqual([]);
  });
});

describe('a search of all operations', () => {
  it('puts what is called by the text first, then what begins with it, then the rest', async () => {
    const text = (operations: object) =>
      JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: operations });
    const operation = (words: object) => ({ get: { ...words, responses: {} } });
    const { actor, store } = await imported(
      text({
        '/1/pets': operation({}),
        '/2': operation({ summary: 'All the pets' }),
        '/3': operation({ summary: 'Pets of one owner' }),
        '/4': operation({ operationId: 'PETS' }),
        '/5': operation({ tags: ['pets'] }),
        '/6': operation({ operationId: 'petstore' }),
        '/7': operation({ summary: 'Cats' }),
      }),
    );
    const found = (words: string, limit = 20) =>
      searchOperations(store.read, actor, { text: words, limit }).rows.map(({ path }) => path);
    expect(found('pets')).toEqual(['/4', '/3', '/1/pets', '/2', '/5', '/6']);
    expect(found('  PETS \n the ')).toEqual(['/2']);
    expect(found('get /3')).toEqual(['/3']);
    expect(found('/1/PETS')).toEqual(['/1/pets']);
    expect(found('pets', 2)).toEqual(['/4', '/3']);
    expect(found('_')).toEqual([]);
    expect(found('')).toHaveLength(7);
  });

  it('goes on where it stopped, until it has looked at all', async () => {
    const { actor, store, definition } = await imported(manyOperations(1));
    store.write((w) =>
      w.run(sql`
        WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 20000)
        INSERT INTO definition_operations
          (tenant_id, definition_id, ordinal, key, method, path, tags, deprecated, security, pointer, fingerprint, search)
        SELECT tenant_id, definition_id, i, 'GET /' || i, method, '/' || i, tags, deprecated, security, pointer, fingerprint,
          iif(i % 10000 = 0, 'wanted', '')
        FROM definition_operations, numbers`),
    );
    const first = searchOperations(store.read, actor, { text: 'wanted', limit: 5 });
    expect(first.rows.map(({ path }) => path)).toEqual(['/10000']);
    expect(first.next).toEqual({ definitionId: definition, ordinal: 19_999 });
    const second = searchOperations(store.read, actor, { text: 'wanted', limit: 5, after: first.next ?? undefined });
    expect(second.rows.map(({ path }) => path)).toEqual(['/20000']);
    expect(second).toMatchObject({ next: null, more: false });
  });
});
