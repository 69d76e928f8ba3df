import { describe, expect, it, test } from 'vitest';
import { nothingDeclared } from '../http/secretJudge.ts';
import { declaredSecrets, keysOfSchemes } from './declaredSecrets.ts';
import { describeOperation } from './index.ts';

const document = (operation: object, schemas: object = {}) => ({
  openapi: '3.2.0',
  info: { title: 'T', version: '1' },
  components: { schemas },
  paths: { '/a': { post: { responses: {}, ...operation } } },
});
const declaredBy = (operation: object, schemas?: object) =>
  declaredSecrets(describeOperation(document(operation, schemas), 'POST /a'));
const fieldsOf = (schema: object, schemas?: object, mediaType = 'application/json') =>
  declaredBy({ requestBody: { content: { [mediaType]: { schema } } } }, schemas).field;

const password = { type: 'string', format: 'password' };
const written = { type: 'string', writeOnly: true };

describe('a parameter is declared as a secret', () => {
  test.each(['header', 'query', 'path', 'cookie'] as const)('in its place, the %s, in lower case', (where) => {
    const parameters = [
      { name: 'Pin', in: where, schema: password },
      { name: 'Size', in: where, schema: { type: 'string' } },
    ];
    expect(declaredBy({ parameters })).toEqual({ ...nothingDeclared, [where]: ['pin'] });
  });

  it('by the members of a whole query', () => {
    const schema = { properties: { pin: password, size: {} } };
    const content = { 'application/x-www-form-urlencoded': { schema } };
    expect(declaredBy({ parameters: [{ name: 'q', in: 'querystring', content }] }).query).toEqual(['pin']);
  });
});

describe('a member of a body is declared as a secret', () => {
  test.each<[string, object]>([
    ['by the format password', password],
    ['as a text that is only written', written],
    ['without a type', { writeOnly: true }],
    ['as text or null', { type: ['string', 'null'], writeOnly: true }],
    ['behind a reference', { $ref: '#/components/schemas/Pin' }],
    ['by a part of allOf', { allOf: [{ $ref: '#/components/schemas/Pin' }, { maxLength: 4 }] }],
    ['by a choice', { anyOf: [password, { type: 'null' }] }],
    ['as a list of them', { type: 'array', items: password }],
    ['as a map of them', { additionalProperties: password }],
    ['as the first of a list', { prefixItems: [password] }],
  ])('%s', (_, schema) => {
    expect(fieldsOf({ properties: { Pin: schema, size: { type: 'string' } } }, { Pin: password })).toEqual(['pin']);
  });

  test.each<[string, object]>([
    ['a choice that is only written', { ...written, enum: ['a', 'b'] }],
    ['a number that is only written', { type: 'integer', writeOnly: true }],
    ['an object that is only written', { writeOnly: true, properties: { size: {} } }],
    ['a list that is only written', { writeOnly: true, items: {} }],
    ['what is only read', { type: 'string', readOnly: true }],
    ['what must not be one', { not: password }],
    ...['date', 'date-time', 'time', 'email', 'uri', 'url', 'binary', 'byte'].map((format): [string, object] => [
      `a ${format} that is only written`,
      { ...written, format },
    ]),
  ])('not as %s', (_, schema) => {
    expect(fieldsOf({ properties: { pin: schema } })).toEqual([]);
  });

  test.each<[string, object]>([
    ['within an object', { properties: { inner: { properties: { pin: password } } } }],
    ['within a list', { type: 'array', items: { properties: { pin: password } } }],
    ['within a map', { additionalProperties: { properties: { pin: password } } }],
    ['within allOf', { allOf: [{ properties: { pin: password } }] }],
    ['within a choice', { oneOf: [{ type: 'null' }, { properties: { pin: password } }] }],
    ['within a condition', { if: { properties: { pin: password } } }],
    ['within what follows from one', { if: {}, else: { properties: { pin: password } } }],
    ['behind a reference', { $ref: '#/components/schemas/Person' }],
  ])('%s', (_, schema) => {
    expect(fieldsOf(schema, { Person: { properties: { pin: password } } })).toEqual(['pin']);
  });

  it('by its name in XML, and by that of one thing in a list of it', () => {
    const schema = { properties: { pins: { type: 'array', items: password, xml: { name: 'PinCode' } } } };
    expect(fieldsOf(schema, {}, 'application/xml')).toEqual(expect.arrayContaining(['pins', 'pin', 'pincode']));
  });

  it('in every content that the operation takes, also one value a line', () => {
    const content = {
      'application/json': { schema: { properties: { a: password } } },
      'multipart/form-data': { schema: { properties: { b: password } } },
      'application/jsonl': { itemSchema: { properties: { c: password } } },
    };
    expect(declaredBy({ requestBody: { content } }).field.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('also where schemas refer to each other in circles, and after many others', () => {
    const schemas = {
      A: { properties: { b: { $ref: '#/components/schemas/B' } } },
      B: { properties: { a: { $ref: '#/components/schemas/A' }, pin: password } },
    };
    expect(fieldsOf({ $ref: '#/components/schemas/A' }, schemas)).toEqual(['pin']);
    const wide = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`p${index}`, { type: 'string' }]));
    expect(fieldsOf({ properties: { pin: password, ...wide } })).toEqual(['pin']);
  });
});

describe('the keys of schemes', () => {
  const schemes = {
    header: { type: 'apiKey', in: 'header', name: 'X-Key' },
    query: { type: 'apiKey', in: 'query', name: 'Key' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'SID' },
    bearer: { type: 'http', scheme: 'bearer' },
  };

  it('are declared where they go, with those that are known elsewhere', () => {
    const described = describeOperation(
      { ...document({ security: [{ header: [] }] }), components: { securitySchemes: schemes } },
      'POST /a',
    );
    const further = [{ in: 'query', name: 'Api_Key' }] as const;
    const declared = declaredSecrets(described, further);
    expect(declared.header).toContain('x-key');
    expect(declared.query).toContain('api_key');
    expect(declaredSecrets(null, further)).toEqual({ ...nothingDeclared, query: ['api_key'] });
  });

  it('have a place and a name', () => {
    expect(keysOfSchemes([{ in: 'header', parameterName: 'A' }, { in: 'query' }, { parameterName: 'B' }, {}])).toEqual([
      { in: 'header', name: 'A' },
    ]);
  });
});
