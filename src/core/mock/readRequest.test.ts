import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationDetail, OperationParameter, ParameterStyle } from '../openapi/definition.ts';
import { formText } from '../openapi/formBody.ts';
import { serialiseRequest } from '../openapi/serialise.ts';
import { type MockRequest, readRequest } from './readRequest.ts';
import { RouteTable } from './routes.ts';

const detailOf = (more: Partial<OperationDetail>): OperationDetail => ({
  key: 'GET /a',
  method: 'GET',
  path: '/a',
  tags: [],
  deprecated: false,
  security: null,
  pointer: '',
  ordinal: 0,
  fingerprint: '',
  parameters: [],
  responses: [],
  servers: [],
  ownServers: false,
  anonymous: false,
  definitions: {},
  problems: [],
  ...more,
});

const parameter = (place: OperationParameter['in'], style: ParameterStyle, explode: boolean, schema: object) =>
  ({
    name: 'v',
    in: place,
    required: true,
    deprecated: false,
    style,
    explode,
    allowReserved: false,
    allowEmptyValue: false,
    schema,
  }) as OperationParameter;

const requestOf = (target: string, headers: readonly (readonly [string, string])[] = [], body = ''): MockRequest => ({
  method: 'GET',
  target,
  headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
  body: new TextEncoder().encode(body),
});

/** Writes a value as a request has it, and reads it back as a mock server does. */
function roundTrip(of: OperationParameter, value: unknown): unknown {
  const path = of.in === 'path' ? '/a/{v}' : '/a';
  const { url, headers } = serialiseRequest({
    baseUrl: '',
    path,
    parameters: [of],
    values: [{ in: of.in, name: 'v', value }],
  });
  const found = new RouteTable([{ key: '', method: 'GET', path }], []).find('GET', url);
  const values = found.kind === 'found' ? found.values : new Map<string, string>();
  const read = readRequest(detailOf({ path, parameters: [of] }), values, requestOf(url, headers));
  return read.values[0]?.value;
}

const text = { type: 'string' };
const list = { type: 'array', items: text };
const object = { type: 'object', properties: { a: text, b: { type: 'integer' } } };
const word = fc.stringMatching(/^[A-Za-z0-9 äöü&=/?#%+-]{1,12}$/).map((each) => `x${each}y`);
const words = fc.array(word, { minLength: 1, maxLength: 4 });
const members = fc.record({ a: word, b: fc.integer() });

const styles: [OperationParameter['in'], ParameterStyle, boolean][] = [
  ['path', 'simple', false],
  ['path', 'simple', true],
  ['path', 'label', false],
  ['path', 'label', true],
  ['path', 'matrix', false],
  ['path', 'matrix', true],
  ['query', 'form', false],
  ['query', 'form', true],
  ['query', 'spaceDelimited', false],
  ['query', 'pipeDelimited', false],
  ['cookie', 'form', false],
];
/** What their own signs tear apart is no value of these styles (OpenAPI 3.1.1, 4.8.12.3). */
const spaced = new Set<ParameterStyle>(['spaceDelimited']);

describe('a request that is read', () => {
  it.each(styles)('gives back the list that was written in %s as %s, exploded: %s', (place, style, explode) => {
    fc.assert(
      fc.property(words, (given) => {
        const value = spaced.has(style) ? given.map((each) => each.replaceAll(/[ %+]/g, '')) : given;
        expect(roundTrip(parameter(place, style, explode, list), value)).toEqual(value);
      }),
    );
  });

  it.each([
    ...styles.filter(([place, style]) => place !== 'cookie' && !/Delimited/.test(style)),
    ['query', 'deepObject', true] as const,
  ])('gives back the object that was written in %s as %s, exploded: %s', (place, style, explode) => {
    fc.assert(
      fc.property(members, (value) => {
        expect(roundTrip(parameter(place, style, explode, object), value)).toEqual(value);
      }),
    );
  });

  it('gives numbers, truth and null as their schema has them, and text where it may be text', () => {
    const read = (schema: object, value: string) => roundTrip(parameter('query', 'form', true, schema), value);
    expect(read({ type: 'integer' }, '12')).toBe(12);
    expect(read({ type: 'boolean' }, 'true')).toBe(true);
    expect(read({ type: ['integer', 'null'] }, 'null')).toBeNull();
    expect(read({ type: 'string' }, '12')).toBe('12');
    expect(read({ type: 'integer' }, 'many')).toBe('many');
  });

  it('gives back the fields of a url-encoded form', () => {
    const schema = { type: 'object', properties: { tags: list, size: { type: 'integer' }, point: object } };
    fc.assert(
      fc.property(words, fc.integer(), members, (tags, size, point) => {
        const fields = [
          ...tags.map((value) => ({ name: 'tags', value, enabled: true })),
          { name: 'size', value: String(size), enabled: true },
          { name: 'point', value: JSON.stringify(point), enabled: true },
        ];
        const content = { schema, encoding: [] };
        const mediaType = 'application/x-www-form-urlencoded';
        const requestBody = { required: true, contents: [{ mediaType, ...content }] };
        const body = formText(fields, content, {});
        const { values } = readRequest(
          detailOf({ requestBody }),
          new Map(),
          requestOf('/a', [['content-type', mediaType]], body),
        );
        expect(values[0]?.value).toEqual({ tags, size, point });
      }),
    );
  });

  it('gives back the parts of a multipart body, files as their text', async () => {
    const form = new FormData();
    form.append('note', 'größer "x"\r\n--not the boundary');
    form.append('tags', 'one');
    form.append('tags', 'two');
    form.append('file', new Blob(['content'], { type: 'text/csv' }), 'a.csv');
    const sent = new Response(form);
    const type = sent.headers.get('content-type') ?? '';
    const schema = {
      type: 'object',
      properties: { note: text, tags: list, file: { type: 'string', format: 'binary' } },
    };
    const requestBody = { required: true, contents: [{ mediaType: 'multipart/form-data', schema, encoding: [] }] };
    const request = { ...requestOf('/a', [['content-type', type]]), body: new Uint8Array(await sent.arrayBuffer()) };
    const { values } = readRequest(detailOf({ requestBody }), new Map(), request);
    expect(values[0]?.value).toEqual({
      note: 'größer "x"\r\n--not the boundary',
      tags: ['one', 'two'],
      file: 'content',
    });
    const cut = { ...request, body: request.body.slice(0, -8) };
    expect(readRequest(detailOf({ requestBody }), new Map(), cut).issues).toMatchObject([{ status: 400 }]);
  });

  it('names what is missing', () => {
    const detail = detailOf({
      parameters: [parameter('header', 'simple', false, text)],
      requestBody: { required: true, contents: [{ mediaType: 'application/json', encoding: [] }] },
    });
    expect(readRequest(detail, new Map(), requestOf('/a')).issues).toEqual([
      { in: 'header', name: 'v', pointer: '', message: 'is required', status: 422 },
      { in: 'body', name: '', pointer: '', message: 'is required', status: 422 },
    ]);
  });
});
