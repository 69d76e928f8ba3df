import { createServer, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { serveSample } from './server.ts';

const key = 'sample_0123456789abcdef';

async function served(port = 0) {
  const server = await serveSample({ key, port });
  onTestFinished(() => server.close());
  const call = (path: string, init: RequestInit & { key?: string; duplex?: 'half' } = {}) => {
    const headers = { ...(init.key === undefined ? {} : { 'X-Api-Key': init.key }) };
    return fetch(`${server.baseUrl}${path}`, { redirect: 'manual', ...init, headers });
  };
  return { ...server, call };
}

const json = (value: unknown) => ({ body: JSON.stringify(value), key });
const book = { isbn: '9780000000095', title: 'The Quiet Engine', author: 'Noor Haddad', genre: 'fiction', year: 2021 };

test('describes itself without a fault, with a key for some operations and none for others', async () => {
  const { call, baseUrl } = await served();
  const { report, operations } = inspectDefinition(parseDefinition(await (await call('/openapi.json')).text()));
  expect(report).toMatchObject({ specVersion: '3.1.0', problems: [], requiresApiKey: true, optionalAuth: 1 });
  expect(report.servers).toMatchObject([{ url: baseUrl }]);
  expect(operations.map(({ key: name }) => name)).toContain('POST /loans/{id}/return');
});

test.each([
  ['GET', '/books', undefined, 200],
  ['GET', '/books?genre=poetry&genre=history&sort=year&per_page=2', key, 200],
  ['GET', '/books?per_page=0', key, 422],
  ['GET', '/books/9780000000019', undefined, 200],
  ['GET', '/books/1', undefined, 404],
  ['GET', '/loans', undefined, 401],
  ['GET', '/loans', 'wrong', 401],
  ['GET', '/loans', key, 200],
  ['DELETE', '/books/9780000000019', key, 204],
  ['PUT', '/books', key, 405],
  ['GET', '/nowhere', key, 404],
  ['GET', '/failures/500', undefined, 500],
  ['GET', '/failures/rate-limited', undefined, 429],
  ['GET', '/failures/slow?delay=1', undefined, 200],
  ['GET', '/failures/redirect', undefined, 302],
] as const)('%s %s with the key %s answers %i', async (method, path, shown, status) => {
  const { call } = await served();
  const response = await call(path, { method, ...(shown === undefined ? {} : { key: shown }) });
  expect(response.status).toBe(status);
});

test('keeps books and loans while it runs, and says which field is wrong', async () => {
  const { call } = await served();
  const wrong = await call('/books', { method: 'POST', ...json({ ...book, year: 'soon' }) });
  expect(await wrong.json()).toMatchObject({ status: 422, errors: [{ field: 'year' }] });
  expect((await call('/books', { method: 'POST', ...json(book) })).status).toBe(201);
  expect((await call('/books', { method: 'POST', ...json(book) })).status).toBe(409);
  expect(await (await call(`/books/${book.isbn}`, { method: 'PATCH', ...json({ copies: 1 }) })).json()).toMatchObject({
    copies: 1,
  });
  const loan = await call('/loans', { method: 'POST', ...json({ isbn: book.isbn, borrower: 'Ada' }) });
  const { id } = z.object({ id: z.uuid() }).parse(await loan.json());
  expect((await call('/loans', { method: 'POST', ...json({ isbn: book.isbn, borrower: 'Bob' }) })).status).toBe(409);
  expect((await call(`/books/${book.isbn}`, { method: 'DELETE', key })).status).toBe(409);
  expect(await (await call(`/loans/${id}/return`, { method: 'POST', key })).json()).toMatchObject({ returned: true });
  expect(await (await call('/loans?open=true', { key })).json()).toEqual({ loans: [], total: 0 });
});

test('shows copies to those who have the key only', async () => {
  const { call } = await served();
  const page = z.object({ books: z.array(z.looseObject({ isbn: z.string() })) });
  const first = async (shown: { key?: string }) => page.parse(await (await call('/books', shown)).json()).books[0];
  expect(await first({})).not.toHaveProperty('copies');
  expect(await first({ key })).toHaveProperty('copies');
});

test.each([0, 1, 100, 70_001, 1_000_000])('a large body has exactly %i bytes', async (bytes) => {
  const { call } = await served();
  const text = await (await call(`/failures/big?bytes=${bytes}`)).text();
  expect(text).toHaveLength(bytes);
  if (bytes > 10) expect(Array.isArray(JSON.parse(text))).toBe(true);
});

test('cuts the connection, and answers with JSON that is none', async () => {
  const { call } = await served();
  await expect(call('/failures/reset')).rejects.toThrow();
  await expect((await call('/failures/malformed')).json()).rejects.toThrow(SyntaxError);
});

test('redirects as often as it is asked to', async () => {
  const { call } = await served();
  const response = await call('/failures/redirect?hops=3&to=/books', { redirect: 'follow' });
  expect([response.url.endsWith('/books'), response.status]).toEqual([true, 200]);
});

test('refuses other names for this computer, long bodies and bodies that are not JSON', async () => {
  const { call, port } = await served();
  const status = await new Promise((resolve) =>
    request({ port, host: '127.0.0.1', path: '/books', headers: { host: 'rebound.test' } }, (response) =>
      resolve(response.resume().statusCode),
    ).end(),
  );
  expect(status).toBe(421);
  expect((await call('/books', { method: 'POST', key, body: 'x'.repeat(100_001) })).status).toBe(413);
  const stream = new ReadableStream({
    start: (to) => {
      to.enqueue(new Uint8Array(100_001));
      to.close();
    },
  });
  expect((await call('/books', { method: 'POST', key, body: stream, duplex: 'half' })).status).toBe(413);
  expect((await call('/books', { method: 'POST', key, body: '{' })).status).toBe(400);
});

test('takes another port where its own is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const { port, call } = await served(taken);
  expect(port).not.toBe(taken);
  expect((await call('/status')).status).toBe(200);
});
