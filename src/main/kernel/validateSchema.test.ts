import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '#contract/openapi.ts';
import { validateAgainstSchema, validateJson } from './validateSchema.ts';

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

describe('what a mismatch says', () => {
  const long = 'x'.repeat(300);

  it.each<[string, JsonSchema, unknown, string, string]>([
    ['a property too much', { additionalProperties: false }, { extra: 1 }, '', ': “extra”'],
    ['one that nothing evaluates', { unevaluatedProperties: false }, { extra: 1 }, '', ': “extra”'],
    ['the words allowed', { enum: ['a', 1, null] }, 'b', '', ': ["a",1,null]'],
    ['the one value allowed', { properties: { a: { const: { b: [] } } } }, { a: 1 }, '/a', ': {"b":[]}'],
    ['no more than 200 characters of it', { const: long }, 1, '', `: "${'x'.repeat(199)}`],
    ['as many of the words', { enum: [long] }, 1, '', `: ["${'x'.repeat(198)}`],
    ['nothing more of a pattern', { items: { pattern: '^a$' } }, ['b'], '/0', 'must match pattern "^a$"'],
  ])('%s', (_, schema, value, pointer, ending) => {
    const verdict = validateAgainstSchema(schema, value);
    expect(verdict).toEqual({ outcome: 'differs', mismatches: [{ pointer, message: expect.any(String) }] });
    const [mismatch] = verdict.outcome === 'differs' ? verdict.mismatches : [];
    expect(mismatch?.message.endsWith(ending)).toBe(true);
  });

  it.each<[string, JsonSchema, string]>([
    ['takes too long', { pattern: '^(a+)+$' }, 'Checking took too long.'],
    ['refers to itself without an end', { $ref: '#/$defs/A' }, 'The schema refers to itself without an end.'],
    ['cannot be used', { type: 'colour' }, 'The schema cannot be used: '],
  ])('why nothing was checked, where it %s', (_, schema, reason) => {
    const verdict = validateAgainstSchema(schema, `${'a'.repeat(60)}b`, { A: { allOf: [{ $ref: '#/$defs/A' }] } });
    const said = verdict.outcome === 'unchecked' ? verdict.reason : '';
    expect(said.slice(0, reason.length)).toBe(reason);
    expect(said.length).toBeLessThan(250);
  });
});

describe('the definitions of a schema', () => {
  const integer = { type: 'integer' };
  const text = { type: 'string' };
  const outcome = (schema: JsonSchema, value: unknown, definitions?: Record<string, JsonSchema>) =>
    validateAgainstSchema(schema, value, definitions).outcome;

  it('are its own beside those of the document, which come first', () => {
    const schema = {
      $defs: { Own: integer, Both: integer },
      properties: { a: { $ref: '#/$defs/Own' }, b: { $ref: '#/$defs/Both' } },
    };
    expect(outcome(schema, { a: 1, b: 'x' }, { Both: text })).toBe('matches');
    expect(outcome(schema, { a: 'x' }, { Both: text })).toBe('differs');
    expect(outcome(schema, { b: 1 }, { Both: text })).toBe('differs');
    expect(outcome({ ...schema }, { b: 1 })).toBe('matches');
  });

  it.each([null, 7, 'x'])('are none where the word stands for something else: %j', ($defs) => {
    const schema = { $defs, type: 'integer' } as JsonSchema;
    expect([outcome(schema, 1), outcome(schema, 'x')]).toEqual(['matches', 'differs']);
  });

  it('are those of the call, also where the same schema was checked with others before', () => {
    const schema = { $ref: '#/$defs/A' };
    const [first, second] = [{ A: integer }, { A: text }];
    for (const [definitions, value] of [
      [first, 1],
      [second, 'x'],
      [first, 1],
    ] as const) {
      expect(outcome(schema, value, definitions)).toBe('matches');
      expect(outcome(schema, [], definitions)).toBe('differs');
    }
  });

  it.each([
    [true, 'matches'],
    [false, 'differs'],
  ])('are not needed where the schema is %j', (schema, expected) => {
    expect(outcome(schema, { a: 1 }, { A: { type: 'colour' } })).toBe(expected);
  });
});

describe('checking bytes', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  it.each<[string, Uint8Array, string | null]>([
    ['JSON', utf8('{"a":1}'), 'matches'],
    ['JSON with a byte order mark', utf8('\ufeff{"a":1}'), 'matches'],
    ['JSON that differs', utf8('{"a":"x"}'), 'differs'],
    ['a value alone', utf8('null'), 'differs'],
    ['no JSON', utf8('{a:1}'), null],
    ['nothing', utf8(''), null],
    ['more than JSON', utf8('{"a":1}{}'), null],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), null],
  ])('reads %s', (_, data, expected) => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } } };
    expect(validateJson(schema, data, {}, 'writeOnly')?.outcome ?? null).toBe(expected);
  });

  it('knows which way they go', () => {
    const schema = { required: ['a', 'b'], properties: { a: { readOnly: true }, b: { writeOnly: true } } };
    const missing = (data: string, hidden: 'readOnly' | 'writeOnly') => validateJson(schema, utf8(data), {}, hidden);
    expect(missing('{"b":1}', 'readOnly')).toEqual({ outcome: 'matches' });
    expect(missing('{"b":1}', 'writeOnly')).toMatchObject({ outcome: 'differs' });
  });
});
