import { Ajv } from 'ajv';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import harSchemas from 'har-schema';
import { expect, test } from 'vitest';
import { collections } from '#test/support/portableCollections.ts';
import { sampleCollection } from '#test/support/sampleCollection.ts';
import { fieldOf, parameterOf, requestOf, variableOf } from '../parts.ts';
import { readPortable } from '../read.ts';
import { writeHar } from './write.ts';

const ajv = new Ajv({ strict: false });
ajv.addMetaSchema(draft06);
addFormats.default(ajv);
ajv.addSchema(Object.values(harSchemas));
const isHar = ajv.compile({ $ref: 'har.json#' });

const utf8Base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const entry = (request: object, more: object = {}) => ({
  startedDateTime: '2026-01-01T00:00:00.000Z',
  request,
  ...more,
});

/** As a browser records it, with HTTP/2’s own headers, cookies twice and a body in base64. */
const recorded = {
  log: {
    version: '1.2',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: [{ id: 'page_1', title: 'https://shop.test/cart' }],
    entries: [
      entry(
        {
          method: 'POST',
          url: 'https://shop.test/api/orders?page=2&q=a%20b+c',
          httpVersion: 'http/2.0',
          headers: [
            { name: ':authority', value: 'shop.test' },
            { name: 'content-length', value: '12' },
            { name: 'Connection', value: 'keep-alive' },
            { name: 'Content-Type', value: 'application/json' },
            { name: 'Cookie', value: 'a=1; b=2' },
            { name: 'Authorization', value: 'Bearer kept-for-the-judge' },
          ],
          queryString: [
            { name: 'page', value: '2' },
            { name: 'q', value: 'a%20b+c' },
          ],
          cookies: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
          postData: { mimeType: 'application/json', text: utf8Base64('{"ключ":1}'), encoding: 'base64' },
        },
        {
          pageref: 'page_1',
          response: {
            status: 201,
            statusText: 'Created',
            headers: [{ name: 'X-A', value: 'b' }],
            content: { mimeType: 'application/json', text: utf8Base64('{"id":1}'), encoding: 'base64' },
          },
        },
      ),
      entry(
        {
          method: 'POST',
          url: 'https://shop.test/form',
          httpVersion: 'HTTP/1.1',
          headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
          cookies: [{ name: 'only', value: 'here' }],
          postData: {
            mimeType: 'application/x-www-form-urlencoded',
            text: 'a=b+c&d=%26',
            params: [
              { name: 'a', value: 'b+c' },
              { name: 'd', value: '%26' },
            ],
          },
        },
        { response: { status: 0 } },
      ),
      entry({
        method: 'POST',
        url: 'https://other.test/graphql',
        headers: [],
        postData: { mimeType: 'application/json', text: '{"query":"{ a }","variables":{"b":1}}' },
      }),
      entry({
        method: 'POST',
        url: 'https://other.test/upload',
        headers: [],
        postData: {
          mimeType: 'multipart/form-data; boundary=x',
          params: [
            { name: 'f', fileName: 'a.png', contentType: 'image/png' },
            { name: 't', value: 'v' },
          ],
        },
      }),
      entry({ method: 'GET', url: 'data:image/png;base64,AAAA', headers: [] }),
      entry({ method: 'GET', url: 'wss://shop.test/socket', headers: [] }, { _resourceType: 'websocket' }),
      'no entry',
    ],
  },
};

const read = (document: object) => readPortable([{ path: 'shop.har', text: JSON.stringify(document) }]);

test('an archive is read by pages and hosts, with bodies decoded and nothing of the connection', () => {
  const {
    collections: [collection],
    format,
  } = read(recorded);
  expect(format).toBe('har');
  expect(collection).toMatchObject({
    name: 'shop',
    items: [
      {
        name: 'https://shop.test/cart',
        items: [
          {
            name: 'POST /api/orders',
            url: 'https://shop.test/api/orders',
            parameters: [
              { in: 'query', name: 'page', value: '2' },
              { in: 'query', name: 'q', value: 'a b c' },
              { in: 'header', name: 'Cookie', value: 'a=1; b=2' },
              { in: 'header', name: 'Authorization', value: 'Bearer kept-for-the-judge' },
            ],
            body: { kind: 'text', mediaType: 'application/json', text: '{"ключ":1}' },
            examples: [{ name: '201 Created', status: 201, body: '{"id":1}', headers: [{ name: 'X-A' }] }],
          },
        ],
      },
      {
        name: 'shop.test',
        items: [
          {
            parameters: [{ in: 'cookie', name: 'only', value: 'here' }],
            body: {
              kind: 'form',
              fields: [
                { name: 'a', value: 'b c' },
                { name: 'd', value: '&' },
              ],
            },
            settings: { httpVersion: '1.1' },
            examples: [],
          },
        ],
      },
      {
        name: 'other.test',
        items: [
          { body: { kind: 'graphql', query: '{ a }', variables: '{\n  "b": 1\n}' } },
          {
            body: {
              kind: 'form',
              mediaType: 'multipart/form-data',
              fields: [
                { name: 'f', file: { path: 'a.png' }, mediaType: 'image/png' },
                { name: 't', value: 'v' },
              ],
            },
          },
        ],
      },
    ],
  });
});

test('what is no request over HTTP is noted', () => {
  expect(read(recorded).notes.map(({ message }) => message)).toEqual([
    'An entry of the scheme “data:” was left out.',
    'An entry of the scheme “wss:” was left out.',
    'An entry without an address was left out.',
  ]);
});

test('what is written fits the published schema of HAR 1.2', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const text = writeHar(collection).files[0]?.text ?? '';
      expect(isHar(JSON.parse(text)), JSON.stringify(isHar.errors?.slice(0, 3))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('an archive that is written and read again has the same requests, with plain variables filled in', () => {
  const { files } = writeHar(sampleCollection);
  const {
    collections: [collection],
  } = readPortable(files);
  expect(collection?.items).toMatchObject([
    {
      method: 'GET',
      url: 'https://api.example.test/v1/orders/42',
      parameters: [
        { in: 'query', name: 'expand', value: 'lines' },
        { in: 'header', name: 'Accept' },
        { in: 'header', name: 'X-Tenant' },
        { in: 'header', name: 'Authorization', value: 'Bearer {{apiSecret}}' },
      ],
      examples: [{ status: 200 }],
    },
    { method: 'POST', body: { kind: 'text', text: '{"sku":"a","count":1}' } },
    {
      method: 'PUT',
      body: {
        kind: 'form',
        fields: [
          { name: 'title', value: 'Photo' },
          { name: 'file', file: { path: '/tmp/a.png' } },
        ],
      },
    },
  ]);
});

test('no secret is in an archive: neither a variable, nor what was typed into a header, query, cookie or authentication', () => {
  const canary = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';
  const { files, notes } = writeHar({
    ...sampleCollection,
    variables: [variableOf('secret', canary, { secret: true })],
    items: [
      requestOf({
        name: 'R',
        url: 'https://a.test/{{secret}}/{token}',
        parameters: [
          parameterOf('header', 'Authorization', `Bearer ${canary}`),
          parameterOf('query', 'api_key', canary),
          parameterOf('cookie', 'session', canary),
          parameterOf('path', 'token', canary),
        ],
        auth: { kind: 'apiKey', in: 'header', name: 'X-Api-Key', value: canary },
        examples: [
          { name: 'e', status: 200, statusText: 'OK', headers: [fieldOf('Set-Cookie', `s=${canary}`)], body: '' },
        ],
      }),
    ],
  });
  expect(files.map(({ text }) => text).join()).not.toContain(canary);
  expect(notes.map(({ message }) => message)).toContain('The value of “api_key” looks like a secret and was masked.');
});

test('fields of a form whose type nothing names are kept', () => {
  const sent = (params: object[], headers: object[] = []) =>
    entry({ method: 'POST', url: 'https://a.test', headers, postData: { params } });
  const entries = [
    sent([{ name: 'a', value: '1' }]),
    sent([{ name: 'f', fileName: 'x.png' }]),
    sent([{ name: 'b', value: '2' }], [{ name: 'Content-Type', value: 'multipart/form-data; boundary=x' }]),
  ];
  const [read] = readPortable([{ path: 'a.har', text: JSON.stringify({ log: { entries } }) }]).collections;
  expect(read?.items.map((item) => item.kind === 'request' && item.body)).toMatchObject([
    { kind: 'form', mediaType: 'application/x-www-form-urlencoded', fields: [{ name: 'a', value: '1' }] },
    { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'f', file: { path: 'x.png' } }] },
    { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'b', value: '2' }] },
  ]);
});
