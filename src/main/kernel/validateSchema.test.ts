import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '#contract/openapi.ts';
import { validateAgainstSchema } from './validateSchema.ts';

describe('checking against a schema', () => {
  it('tells what does not match, and where', () => {
    const schema = { type: 'object', properties: { 'a/b': { type: 'array', items: { type: 'integer' } } } };
    expect(validateAgainstSchema(schema, { 'a/b': [1, 'x'] })).toEqual({
      outcome: 'differs',
      mismatches: [{ pointer: '/a~1b/1', message: 'must be integer' }],
    });
  });

  it.each<[string, JsonSchema, unknown]>([
    ['null where 3.0 allows it', { type: 'string', nullable: true }, null],
    ['references, also in loops', { $ref: '#/$defs/N' }, { next: { next: {} } }],
    ['anything where the schema is true', true, { a: 1 }],
    ['a format that nobody knows', { type: 'string', format: 'colour' }, 'x'],
    ['a pattern of another language', { type: 'string', pattern: '(?<a>x)(?P<b>y)' }, 'z'],
    ['a pattern that is only valid without unicode', { type: 'string', pattern: '^[\\w-\\d]+\\-$' }, 'ab-'],
  ])('accepts %s', (_, schema, value) => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/N' } } };
    expect(validateAgainstSchema(schema, value, { N: node })).toEqual({ outcome: 'matches' });
  });

  it('names the property that is too much and the values that are allowed', () => {
    const closed = { properties: {}, additionalProperties: false };
    expect(validateAgainstSchema(closed, { extra: 1 })).toMatchObject({
      mismatches: [{ message: expect.stringContaining('“extra”') }],
    });
    expect(validateAgainstSchema({ enum: ['a'] }, 'b')).toMatchObject({
      mismatches: [{ message: expect.stringContaining('["a"]') }],
    });
  });

  it.each<[string, JsonSchema]>([
    ['a type that is none', { type: 'colour' }],
    ['a reference that leads nowhere', { $ref: '#/$defs/ghost' }],
    ['references that only lead to each other', { $ref: '#/$defs/A' }],
    ['words of a wrong type', { properties: 3 }],
  ])('says that it could not check: %s', (_, schema) => {
    const verdict = validateAgainstSchema(schema, 1, { A: { allOf: [{ $ref: '#/$defs/A' }] } });
    expect(verdict).toMatchObject({ outcome: 'unchecked', reason: expect.any(String) });
  });

  it('gives up on a pattern that takes too long', () => {
    const verdict = validateAgainstSchema({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(60)}b`);
    expect(verdict).toEqual({ outcome: 'unchecked', reason: 'Checking took too long.' });
  });

  it('does not confuse keys of a value with those of its prototype', () => {
    const schema = { type: 'object', required: ['constructor'], properties: { toString: { type: 'integer' } } };
    expect(validateAgainstSchema(schema, {})).toMatchObject({ outcome: 'differs' });
    expect(validateAgainstSchema(schema, JSON.parse('{"constructor":1,"__proto__":{}}'))).toEqual({
      outcome: 'matches',
    });
  });

  it('names at most 100 places', () => {
    const verdict = validateAgainstSchema({ type: 'array', items: { type: 'string' } }, Array(5_000).fill(1));
    expect(verdict.outcome === 'differs' && verdict.mismatches).toHaveLength(100);
  });

  const user = {
    type: 'object',
    required: ['id', 'name', 'password'],
    properties: { id: { $ref: '#/$defs/Id' }, name: { type: 'string' }, password: { type: 'string', writeOnly: true } },
  };
  const definitions = { Id: { type: 'integer', readOnly: true }, User: user };
  const base = { allOf: [{ properties: user.properties }, { required: ['id', 'name'] }] };

  // OpenAPI 3.1.1, Schema Object: `readOnly` must not be sent in a request though it is required, `writeOnly` likewise in a response.
  it.each<[string, JsonSchema, 'readOnly' | 'writeOnly' | null, object, string[]]>([
    ['a request without what is read only', user, 'readOnly', { name: 'a', password: 'b' }, []],
    ['a request without what is write only', user, 'readOnly', { name: 'a' }, ['password']],
    ['a response without what is write only', user, 'writeOnly', { id: 1, name: 'a' }, []],
    ['a response without what is read only', user, 'writeOnly', { name: 'a' }, ['id']],
    ['anything else', user, null, { name: 'a' }, ['id', 'password']],
    ['one behind a reference', { $ref: '#/$defs/User' }, 'readOnly', { password: 'b' }, ['name']],
    [
      'one within another',
      { properties: { by: { items: user } } },
      'readOnly',
      { by: [{ name: 'a', password: 'b' }] },
      [],
    ],
    ['one that is required beside where it is described', base, 'readOnly', {}, ['name']],
    [
      'a property called required',
      { properties: { required: user } },
      'readOnly',
      { required: {} },
      ['name', 'password'],
    ],
  ])('what must be there in %s', (_, schema, hidden, value, missing) => {
    const verdict = validateAgainstSchema(schema, value, definitions, hidden);
    const messages = verdict.outcome === 'differs' ? verdict.mismatches.map(({ message }) => message) : verdict.outcome;
    expect(messages).toEqual(
      missing.length === 0 ? 'matches' : missing.map((name) => `must have required property '${name}'`),
    );
  });

  it('reads one schema in both directions, one after the other', () => {
    for (const [hidden, outcome] of [
      ['readOnly', 'differs'],
      ['writeOnly', 'matches'],
      ['readOnly', 'differs'],
    ] as const)
      expect(validateAgainstSchema(user, { id: 1, name: 'a' }, definitions, hidden).outcome).toBe(outcome);
  });
});
