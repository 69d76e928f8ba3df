import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema, OperationDetail } from '#contract/openapi.ts';
import { type Named, toolNames } from './toolNames.ts';
import { describeTool, toolArguments, toolDraft } from './toolRequest.ts';
import { limits, toolSchema } from './toolSchema.ts';

const detail = (given: Partial<OperationDetail> = {}): OperationDetail => ({
  key: 'POST /pets/{id}',
  method: 'POST',
  path: '/pets/{id}',
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
  ...given,
});

const parameter = (name: string, place: OperationDetail['parameters'][number]['in'], required = false) => ({
  name,
  in: place,
  required,
  deprecated: false,
  style: 'simple' as const,
  explode: false,
  allowReserved: false,
  allowEmptyValue: false,
  schema: { type: 'string' },
});

const body = (schema: JsonSchema, required = true, mediaType = 'application/json') => ({
  required,
  contents: [{ mediaType, schema, encoding: [] }],
});

describe('tool names', () => {
  const words = fc.oneof(
    fc.constantFrom('GitHub', 'git hub', '1Password', '会社', 'x'.repeat(80)),
    fc.string({ maxLength: 30 }),
  );
  const operation = fc.record<Named>({
    integrationId: fc.constantFrom('a', 'b', 'c'),
    integrationName: words,
    operationKey: fc.string({ maxLength: 40 }).map((path) => `GET /${path}`),
    operationId: fc.option(words, { nil: undefined }),
  });
  const operations = fc.uniqueArray(operation, {
    maxLength: 60,
    selector: (each) => `${each.integrationId} ${each.operationKey}`,
  });

  it('are valid for every provider and differ from one another', () => {
    fc.assert(
      fc.property(operations, (given) => {
        const names = toolNames(given);
        expect(new Set(names).size).toBe(given.length);
        for (const name of names) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
      }),
    );
  });

  it('do not depend on the order', () => {
    const shuffled = operations.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        const [names, others] = [toolNames(given), toolNames(other)];
        for (const [index, each] of given.entries()) expect(others[other.indexOf(each)]).toBe(names[index]);
      }),
    );
  });

  it('read like the integration and the operation', () => {
    const named = {
      integrationId: 'a',
      integrationName: 'GitHub',
      operationKey: 'GET /repos/{owner}',
      operationId: 'repos/get',
    };
    expect(toolNames([named, { ...named, operationKey: 'GET /zen', operationId: undefined }])).toEqual([
      'github_repos_get',
      'github_GET_zen',
    ]);
  });
});

describe('tool schemas', () => {
  const { schema: anySchema } = fc.letrec<{ schema: unknown; value: unknown }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), tie('schema')),
    schema: fc.dictionary(
      fc.constantFrom(
        ...[
          'type',
          'enum',
          'required',
          'properties',
          'items',
          'allOf',
          'anyOf',
          'minimum',
          'minLength',
          'pattern',
          'format',
        ],
        ...[
          '$ref',
          'additionalProperties',
          'nullable',
          'exclusiveMinimum',
          'not',
          'description',
          'default',
          'multipleOf',
          '$id',
          'x-own',
        ],
      ),
      fc.oneof(
        fc.constantFrom('string', 'object', 'file', '#/$defs/A', '#/$defs/B', '#/$defs/none', '[', '^a+$'),
        fc.constantFrom<unknown>(['string', 'null'], ['a', 'a', 1], true, -1, 2.5),
        fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('schema'), { maxKeys: 3 }),
        fc.array(tie('schema'), { maxLength: 3 }),
        tie('value'),
      ),
      { maxKeys: 5 },
    ),
  }));
  const asSchema = (value: unknown): JsonSchema => (typeof value === 'object' && value !== null ? { ...value } : true);

  it('are valid JSON Schema 2020-12 without references, whatever the definition says', () => {
    const ajv = new Ajv2020({ strict: false, logger: false });
    fc.assert(
      fc.property(anySchema, anySchema, anySchema, (schema, a, b) => {
        const written = toolSchema(asSchema(schema), { A: asSchema(a), B: asSchema(b) });
        expect(ajv.validateSchema(written), JSON.stringify([written, ajv.errors])).toBe(true);
        const values = new Set(['default', 'const', 'enum']);
        const schemas = JSON.stringify(written, (word, value) => (values.has(word) ? undefined : value));
        // A property may be called $ref; a reference is a text under that word.
        expect(schemas).not.toContain('"$ref":"');
      }),
    );
  });

  it('end where a schema comes back to itself', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/Node' }, id: { type: 'integer' } } };
    const written = toolSchema({ $ref: '#/$defs/Node' }, { Node: node });
    expect(written).toEqual({
      type: 'object',
      properties: { next: { type: 'object', description: 'Node, not described further.' }, id: { type: 'integer' } },
    });
  });

  it('stay short where schemas refer to each other many times', () => {
    const names = Array.from({ length: 40 }, (_, index) => `S${index}`);
    const all = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
    const definitions = Object.fromEntries(names.map((name) => [name, { type: 'object', properties: all }]));
    expect(JSON.stringify(toolSchema({ $ref: '#/$defs/S0' }, definitions)).length).toBeLessThan(24_000);
  });

  it('leave out what only comes back in responses', () => {
    const written = toolSchema(
      {
        type: 'object',
        properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
        required: ['id', 'name'],
      },
      {},
    );
    expect(written).toEqual({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });
  });
});

describe('a described tool', () => {
  const schema = {
    type: 'object',
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
    required: ['name'],
  };

  it('has parameters and body properties side by side, under names that do not collide', () => {
    const parameters = [parameter('id', 'query'), parameter('id', 'path', true), parameter('Authorization', 'header')];
    const { parameters: written } = describeTool(detail({ parameters, requestBody: body(schema) }), 'Pets');
    expect(written).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string' },
        id_query: { type: 'string' },
        id_field: { type: 'integer' },
        name: { type: 'string' },
      },
      required: ['id', 'name'],
      additionalProperties: false,
    });
  });

  it('does not ask the model for what the connection fills in', () => {
    const parameters = [parameter('X-API-Key', 'header', true), parameter('q', 'query')];
    const credentials = [{ in: 'header' as const, parameterName: 'x-api-key' }];
    expect(toolArguments(detail({ parameters }), credentials).list.map(({ name }) => name)).toEqual(['q']);
  });

  it('has the body as a whole where it is more than its properties, or may be left out', () => {
    const names = (requestBody: ReturnType<typeof body>) =>
      toolArguments(detail({ requestBody })).list.map(({ name }) => name);
    expect(names(body({ oneOf: [schema, { type: 'string' }] }))).toEqual(['body']);
    expect(names(body({ ...schema, additionalProperties: { type: 'string' } }))).toEqual(['body']);
    expect(names(body(schema, false))).toEqual(['body']);
    expect(names(body(true, true, 'text/plain'))).toEqual(['body']);
  });

  it('is described by its summary and description, cut to what providers take', () => {
    const { description, shortened } = describeTool(
      detail({ summary: 'Feed', description: 'x'.repeat(3_000) }),
      'Pets',
    );
    expect([description.length, description.slice(0, 7), shortened]).toEqual([
      limits.descriptionLength,
      'Feed\n\nx',
      true,
    ]);
    expect(describeTool(detail(), 'Pets').description).toBe('POST /pets/{id} of Pets.');
  });

  it('becomes a request again, each value in its place', () => {
    const operation = detail({
      parameters: [parameter('id', 'path', true), parameter('id', 'query')],
      requestBody: body(schema),
    });
    const args = toolArguments(operation);
    const draft = toolDraft(
      {
        integrationId: '0190b3a0-0000-7000-8000-000000000001' as never,
        connectionId: null,
        operation,
        arguments: args,
      },
      { id: 'p', id_query: 'q', id_field: 7, name: 'Rex' },
    );
    expect(draft.parameters.map(({ name, in: place, value }) => [name, place, value])).toEqual([
      ['id', 'path', 'p'],
      ['id', 'query', 'q'],
    ]);
    expect(draft.body).toEqual({ kind: 'text', mediaType: 'application/json', text: '{"id":7,"name":"Rex"}' });
  });
});

describe('a schema that is cut', () => {
  const validate = (schema: object, value: unknown) =>
    new Ajv2020({ strict: false, validateFormats: false }).validate(schema, value);
  const node = (next: JsonSchema): Record<string, JsonSchema> => ({
    Node: { type: 'object', properties: { name: { type: 'string' }, next } },
    Either: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'string' }] },
    Both: { allOf: [{ $ref: '#/$defs/Node' }, { required: ['name'] }] },
    Choice: { enum: ['a', 1, null] },
    Many: { type: 'array', items: { $ref: '#/$defs/Many' } },
  });
  const nested = (value: unknown, depth = 12): unknown =>
    depth === 0 ? value : { name: 'x', next: nested(value, depth - 1) };
  const ref = (name: string) => ({ $ref: `#/$defs/${name}` });

  it.each([
    ['oneOf with null', { oneOf: [{ type: 'null' }, ref('Node')] }, [null, {}], ['text', 5, []]],
    ['oneOf with null first in a union', { oneOf: [ref('Either'), { type: 'null' }] }, [null, {}, 'text'], [5, []]],
    ['anyOf with null', { anyOf: [ref('Node'), { type: 'null' }] }, [null, {}], ['text', 5, []]],
    ['oneOf of what allOf describes', { oneOf: [{ type: 'string' }, ref('Both')] }, ['text', { name: 'y' }], [5, null]],
    ['oneOf beside anyOf', { anyOf: [{}, { type: 'null' }], oneOf: [ref('Node'), { type: 'null' }] }, [null, {}], [5]],
    ['two objects of one type', { oneOf: [ref('Node'), { allOf: [ref('Node'), { required: ['z'] }] }] }, [{}], [5]],
    ['not', { type: ['object', 'null'], not: { allOf: [ref('Node'), { required: ['never'] }] } }, [null, {}], [5]],
    ['if and else', { if: ref('Node'), else: { type: 'null' } }, [null, {}], []],
  ])('keeps %s meaning what it meant', (_, next, valid, invalid) => {
    const definitions = node(next);
    const schema = toolSchema({ ...ref('Node') }, definitions);
    const whole = { ...ref('Node'), $defs: definitions };
    for (let depth = 1; depth < 10; depth += 1) {
      for (const value of valid) {
        expect(validate(whole, nested(value, depth)), `${JSON.stringify(value)} at ${depth} in the definition`).toBe(
          true,
        );
        expect(validate(schema, nested(value, depth)), `${JSON.stringify(value)} at ${depth}`).toBe(true);
      }
    }
    for (const value of invalid) expect(validate(schema, nested(value, 1)), JSON.stringify(value)).toBe(false);
  });

  it('leaves the type of what it does not enter', () => {
    const definitions = {
      Node: { type: 'object', properties: { list: ref('List') } },
      List: { type: 'array', items: ref('Node') },
    };
    const text = JSON.stringify(toolSchema(ref('Node'), definitions));
    expect(text).toContain('{"type":"object","description":"Node, not described further."}');
  });

  it('takes one of several where a list of values is too long to be written', () => {
    const long = { type: 'string', enum: Array.from({ length: 300 }, (_, index) => `v${index}`) };
    const schema = toolSchema({ oneOf: [long, { type: 'string', pattern: '^x' }] }, {});
    expect(validate(schema, 'x1')).toBe(true);
    expect(validate(schema, 'v1')).toBe(true);
  });
});
