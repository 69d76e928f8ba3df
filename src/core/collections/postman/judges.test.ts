import converters from '@usebruno/converters';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import sdk, { type Item } from 'postman-collection';
import { expect, test } from 'vitest';
import schema from '#test/fixtures/postman/collection-v2.1.0.schema.json' with { type: 'json' };
import { asBruno, inBrunosWords } from '#test/support/asBruno.ts';
import { collections } from '#test/support/portableCollections.ts';
import { sampleCollection } from '#test/support/sampleCollection.ts';
import { percentDecoded } from '../../percentEncoding.ts';
import { aroundVariables, queryPairs, splitAddress } from '../address.ts';
import type { PortableRequest } from '../portable.ts';
import { requestsIn } from '../tree.ts';
import { readPostman } from './collection.ts';
import { writePostman } from './write.ts';

// The published schema is older than secret variables of collections, which Postman itself writes.
schema.definitions.variable.properties.type.enum.push('secret');
const isValid = new Ajv({ strict: false }).compile(schema);

function documentOf(collection: Parameters<typeof writePostman>[0]): object {
  return JSON.parse(writePostman(collection).files[0]?.text ?? '');
}

/** The requests as Postman’s own reader has them, from the top. */
function itemsOf(document: object): Item[] {
  const items: Item[] = [];
  new sdk.Collection(document).forEachItem((item) => items.push(item));
  return items;
}

const decoded = (text: string | null | undefined) =>
  aroundVariables(text ?? '', (piece) => percentDecoded(piece.replaceAll('+', ' ')));

/** What a request sends, as the SDK says. */
function asSdkSays(item: Item) {
  const { request } = item;
  const rows = (list: Item['request']['headers']) => list.all();
  return {
    name: item.name,
    method: request.method,
    base: `${request.url.protocol ? `${request.url.protocol}://` : ''}${request.url.getHost()}${request.url.port ? `:${request.url.port}` : ''}${request.url.getPath({ unresolved: true })}`,
    query: rows(request.url.query).map(({ key, value, disabled }) => [
      decoded(key),
      decoded(String(value ?? '')),
      disabled !== true,
    ]),
    headers: rows(request.headers)
      .filter(({ key }) => key?.toLowerCase() !== 'content-type')
      .map(({ key, value, disabled }) => [key, String(value ?? ''), disabled !== true]),
    mode: request.body?.mode ?? null,
    raw: request.body?.mode === 'raw' ? request.body.raw : null,
    auth: request.auth?.type ?? null,
  };
}

const modes = { none: null, text: 'raw', file: 'file', graphql: 'graphql' } as const;
const kinds = { inherit: null, none: 'noauth', apiKey: 'apikey', awsSigV4: 'awsv4' } as const;

function asWeSay(request: PortableRequest) {
  const { body, auth } = request;
  const rows = (where: string) =>
    request.parameters.filter((each) => each.in === where).map(({ name, value, enabled }) => [name, value, enabled]);
  const form = body.kind === 'form' && body.mediaType.startsWith('multipart') ? 'formdata' : 'urlencoded';
  const { base: bareBase, query: bare } = splitAddress(request.url);
  const base = bareBase.replace(/(?<=\/)\{([^{}]+)\}(?=\/|$)/g, ':$1');
  return {
    name: request.name,
    method: request.method,
    base: /^[a-z]+:\/\/[^/]*$|^[^/]*$/.test(base) ? `${base}/` : base,
    query: [...rows('query'), ...queryPairs(bare).map(({ name }) => [name, '', true])],
    headers: rows('header').filter(([name]) => String(name).toLowerCase() !== 'content-type'),
    mode: body.kind === 'form' ? form : modes[body.kind],
    raw: body.kind === 'text' ? body.text : null,
    auth: Object.hasOwn(kinds, auth.kind) ? kinds[auth.kind as keyof typeof kinds] : auth.kind,
  };
}

test('what is written fits the published schema of format v2.1', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      expect(isValid(documentOf(collection)), JSON.stringify(isValid.errors)).toBe(true);
    }),
    { numRuns: 200 },
  );
  expect(isValid(documentOf(sampleCollection)), JSON.stringify(isValid.errors)).toBe(true);
});

test('Postman’s own reader finds in what is written the requests that were there', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const ours = requestsIn({ ...collection, headers: [] }).map(({ request }) => asWeSay(request));
      expect(itemsOf(documentOf(collection)).map(asSdkSays)).toEqual(ours);
    }),
    { numRuns: 200 },
  );
});

/** As it was exported by hand: addresses as text and as parts, several kinds of bodies and of authentication. */
const exported = {
  info: { name: 'Exported', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [
    { name: 'Text', request: { method: 'GET', url: 'https://a.test/x/:id/y?b=1&c=d%20e&f' } },
    { name: 'Only an address', request: 'https://a.test/only?x=1' },
    {
      name: 'Parts',
      request: {
        method: 'POST',
        url: {
          raw: 'https://{{host}}:8443/v1/:id?on=1',
          protocol: 'https',
          host: ['{{host}}'],
          port: '8443',
          path: ['v1', ':id'],
          query: [
            { key: 'on', value: '1' },
            { key: 'off', value: null, disabled: true },
          ],
          variable: [{ key: 'id', value: '7' }],
        },
        header: [
          { key: 'X-A', value: 'b' },
          { key: 'X-Off', value: 'c', disabled: true },
        ],
        body: { mode: 'raw', raw: '{"a": {{n}}}', options: { raw: { language: 'json' } } },
        auth: {
          type: 'basic',
          basic: [
            { key: 'username', value: 'u' },
            { key: 'password', value: 'p' },
          ],
        },
      },
    },
    {
      name: 'Form',
      request: {
        method: 'POST',
        url: '{{base}}/form',
        body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b' }] },
      },
    },
    {
      name: 'Parts of a form',
      request: {
        method: 'POST',
        url: '{{base}}/form',
        body: { mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: '/x' }] },
      },
    },
    {
      name: 'No proof',
      request: { method: 'GET', url: 'https://a.test', header: 'X-B: c\nX-D: e', auth: { type: 'noauth' } },
    },
  ],
};

test('a collection that Postman exported is read as its own reader reads it', () => {
  const [collection] = readPostman(exported).collections;
  expect(collection).toBeDefined();
  const ours = collection === undefined ? [] : requestsIn(collection).map(({ request }) => asWeSay(request));
  expect(ours).toEqual(itemsOf(exported).map(asSdkSays));
  expect(ours).toHaveLength(exported.item.length);
});

test('Bruno’s converter reads it alike', async () => {
  // It knows a request as an object alone, and headers as rows.
  const item = exported.item.filter(({ request }) => typeof request === 'object' && typeof request.header !== 'string');
  const { collection: theirs } = await converters.postmanToBruno({ ...exported, item });
  const [collection] = readPostman({ ...exported, item }).collections;
  expect(asBruno(theirs.items)).toEqual(inBrunosWords(collection?.items ?? []));
  expect(theirs.items).toHaveLength(4);
});
