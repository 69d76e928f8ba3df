import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { serveSample } from './server.ts';

/*
 * The sample describes itself: whatever it answers must be what its own document says, since people learn from it what a schema that
 * does not match looks like.
 */

const key = 'sample_0123456789abcdef';

interface Operation {
  readonly parameters?: readonly { name: string; schema: { minimum?: number; maximum?: number; default?: unknown } }[];
  readonly security?: readonly object[];
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { example?: unknown }> };
}

let server: Awaited<ReturnType<typeof serveSample>>;
let document: Document;
let ajv: Ajv2020;
beforeAll(async () => {
  server = await serveSample({ key, port: 0 });
  document = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as Document;
  ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: 'sample:document' });
  return () => server.close();
});

const pathOf = (operation: string) => operation.slice(operation.indexOf(' ') + 1);
const methodOf = (operation: string) => operation.slice(0, operation.indexOf(' '));
const described = (operation: string): Operation => {
  const found = document.paths[pathOf(operation)]?.[methodOf(operation).toLowerCase()];
  if (found === undefined) throw new Error(`${operation} is not described.`);
  return found;
};

/** Calls an operation, and holds its answer against what is declared for it. */
async function call(
  operation: string,
  {
    at = {},
    query = '',
    body,
    shown = key,
  }: {
    at?: Record<string, string>;
    query?: string;
    body?: unknown;
    shown?: string | null;
  } = {},
) {
  const path = pathOf(operation).replaceAll(/\{(\w+)\}/g, (_, name: string) => at[name] ?? '');
  const response = await fetch(`${server.baseUrl}${path}${query}`, {
    method: methodOf(operation),
    redirect: 'manual',
    headers: { ...(shown === null ? {} : { 'x-api-key': shown }), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const declared = described(operation).responses[String(response.status)];
  expect(declared, `${operation} answers ${response.status}, which is not declared`).toBeDefined();
  const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  const content = declared?.content?.[type];
  if (text === '') expect(declared?.content, `${operation} has no body`).toBeUndefined();
  else {
    expect(content, `${operation} answers with ${type}, which is not declared`).toBeDefined();
    const schema = JSON.parse(JSON.stringify(content?.schema ?? {}).replaceAll('"#/', '"sample:document#/'));
    expect(ajv.validate(schema, JSON.parse(text)), `${operation}: ${ajv.errorsText()}`).toBe(true);
  }
  return { status: response.status, json: text === '' ? null : JSON.parse(text), headers: response.headers };
}

const book = { isbn: '9780000000101', title: 'A', author: 'B', genre: 'poetry', year: 2000 };

test('every operation answers with what its document declares, when all goes well', async () => {
  expect((await call('GET /status')).status).toBe(200);
  expect((await call('GET /books')).status).toBe(200);
  expect(
    (await call('GET /books', { shown: null, query: '?q=the&genre=fiction&sort=year&page=1&per_page=1' })).status,
  ).toBe(200);
  expect((await call('POST /books', { body: book })).status).toBe(201);
  expect((await call('GET /books/{isbn}', { at: { isbn: book.isbn } })).status).toBe(200);
  expect((await call('PATCH /books/{isbn}', { at: { isbn: book.isbn }, body: { title: 'C' } })).status).toBe(200);
  const { json: loan } = await call('POST /loans', { body: { isbn: book.isbn, borrower: 'Ada', days: 90 } });
  expect((await call('GET /loans', { query: '?open=true' })).json).toMatchObject({ total: 1 });
  expect((await call('POST /loans/{id}/return', { at: { id: loan.id } })).status).toBe(200);
  expect((await call('GET /loans', { query: '?open=true' })).json).toMatchObject({ total: 0 });
  expect((await call('GET /loans', { query: '?open=false' })).json).toMatchObject({ total: 1 });
  expect((await call('DELETE /books/{isbn}', { at: { isbn: book.isbn } })).status).toBe(204);
  expect((await call('GET /failures/500')).status).toBe(500);
  expect((await call('GET /failures/rate-limited')).headers.get('retry-after')).toBe('30');
  expect((await call('GET /failures/slow', { query: '?delay=0' })).json).toEqual({ waited: 0 });
  expect((await call('GET /failures/big', { query: '?bytes=50' })).status).toBe(200);
  expect((await call('GET /failures/redirect')).headers.get('location')).toBe('/status');
});

test('and when it does not', async () => {
  const missing = '9780000009999';
  const loan = '00000000-0000-4000-8000-000000000000';
  for (const shown of [null, 'wrong'])
    for (const [operation, at] of [
      ['POST /books', {}],
      ['PATCH /books/{isbn}', { isbn: book.isbn }],
      ['DELETE /books/{isbn}', { isbn: book.isbn }],
      ['GET /loans', {}],
      ['POST /loans', {}],
      ['POST /loans/{id}/return', { id: loan }],
    ] as const)
      expect((await call(operation, { at, shown })).headers.get('www-authenticate')).toBe('ApiKey');
  for (const operation of ['GET', 'PATCH', 'DELETE'])
    expect((await call(`${operation} /books/{isbn}`, { at: { isbn: missing } })).status).toBe(404);
  expect((await call('POST /loans', { body: { isbn: missing, borrower: 'Ada' } })).status).toBe(404);
  expect((await call('POST /loans/{id}/return', { at: { id: loan } })).status).toBe(404);
  for (const body of [
    {},
    { ...book, more: 1 },
    { ...book, isbn: '1' },
    { ...book, year: 1449 },
    { ...book, copies: -1 },
    null,
  ])
    expect((await call('POST /books', { body })).status).toBe(422);
  expect((await call('PATCH /books/{isbn}', { at: { isbn: '9780000000019' }, body: { year: 2101 } })).status).toBe(422);
  for (const days of [0, 91, 1.5])
    expect((await call('POST /loans', { body: { isbn: '9780000000019', borrower: 'Ada', days } })).status).toBe(422);
  for (const query of ['?per_page=0', '?per_page=101', '?page=0', '?sort=isbn'])
    expect((await call('GET /books', { query })).status).toBe(422);
  for (const [operation, query] of [
    ['GET /failures/slow', '?delay=60001'],
    ['GET /failures/redirect', '?hops=0'],
    ['GET /failures/redirect', '?to=http%3A%2F%2F%5B'],
    ['GET /failures/big', '?bytes=-1'],
  ] as const)
    expect((await call(operation, { query })).status).toBe(422);
  expect((await call('POST /books', { body: { ...book, isbn: '9780000000019' } })).status).toBe(409);
});

test('examples are what their schemas ask for', () => {
  const examples = Object.entries(document.components.schemas).filter(([, { example }]) => example !== undefined);
  expect(examples.map(([name]) => name)).toEqual(expect.arrayContaining(['NewBook', 'BookChange', 'NewLoan']));
  for (const [name, { example }] of examples) {
    const valid = ajv.validate({ $ref: `sample:document#/components/schemas/${name}` }, example);
    expect(valid, `${name}: ${ajv.errorsText()}`).toBe(true);
  }
});

describe('numbers that go in', () => {
  test.each([
    ['GET /failures/slow', 'delay', 0],
    ['GET /failures/redirect', 'hops', undefined],
    ['GET /failures/big', 'bytes', 0],
    ['GET /books', 'page', undefined],
    ['GET /books', 'per_page', undefined],
  ] as const)('of %s are taken from the least that is described: %s', async (operation, name, least) => {
    const { minimum = 0, maximum } = described(operation).parameters?.find((each) => each.name === name)?.schema ?? {};
    if (least !== undefined) expect(minimum).toBe(least);
    const answered = async (value: number) =>
      (await fetch(`${server.baseUrl}${pathOf(operation)}?${name}=${value}`, { redirect: 'manual' })).status < 400;
    expect(await answered(minimum)).toBe(true);
    expect(await answered(minimum - 1)).toBe(false);
    if (maximum !== undefined) expect(await answered(maximum + 1)).toBe(false);
    if (maximum !== undefined && maximum <= 100) expect(await answered(maximum)).toBe(true);
  });
});

test('copies are for those who have the key, and an operation that asks for none shows none', async () => {
  const isbn = '9780000000026';
  const shown = async (operation: string, as: string | null) => {
    const { json } = await call(operation, { at: { isbn }, shown: as });
    return JSON.stringify(json).includes('"copies"');
  };
  expect([await shown('GET /books', null), await shown('GET /books', key)]).toEqual([false, true]);
  expect([await shown('GET /books/{isbn}', null), await shown('GET /books/{isbn}', key)]).toEqual([false, false]);
});

test('pages hold every book once, in the order that is asked for', async () => {
  for (const sort of ['title', 'author', 'year'] as const) {
    const all: { isbn: string; title: string; author: string; year: number }[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const { json } = await call('GET /books', { query: `?sort=${sort}&per_page=3&page=${page}` });
      expect(json.books.length).toBe(page < 3 ? 3 : page === 3 ? 2 : 0);
      all.push(...json.books);
    }
    expect(new Set(all.map(({ isbn }) => isbn)).size).toBe(8);
    const values = all.map((each) => each[sort]);
    expect(values).toEqual(values.toSorted((a, b) => (a < b ? -1 : 1)));
  }
  const { json } = await call('GET /books', { query: '?genre=fiction&genre=history&q=THE' });
  expect(json.books.map(({ title }: { title: string }) => title).toSorted()).toEqual([
    'Harbours of the North',
    'Letters from the Salt Road',
    'The Lighthouse Ledger',
    'The Tin Orchard',
  ]);
});
