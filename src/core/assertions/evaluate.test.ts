import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Assertion, assertionOperators, assertionSubjects } from '../collections/assertions.ts';
import type { CheckedResponse } from './checkedResponse.ts';
import { evaluateAssertion, evaluateCapture } from './evaluate.ts';

const body = JSON.stringify({ id: 7, name: 'Ada', tags: ['a', 'b'], none: null, empty: '', on: true }).replace(
  '7',
  '9007199254740993',
);
const response: CheckedResponse = {
  status: 404,
  headers: [
    { name: 'Content-Type', value: 'application/json' },
    { name: 'X-Count', value: '12' },
    { name: 'Set-Cookie', value: 'session=abc=; Path=/' },
    { name: 'set-cookie', value: 'theme=dark' },
  ],
  body,
  bytes: 120,
  timeMs: 811.6,
  schemaMatch: {
    state: 'differs',
    message: 'One place differs.',
    errors: [{ pointer: '/id', message: 'must be text' }],
  },
};

type Row = [Assertion['subject'], string, Assertion['operator'], string, boolean, string];

const rows: Row[] = [
  ['status', '', 'equals', '200', false, 'Status is 404, expected 200.'],
  ['status', '', 'equals', '404', true, 'Status is 404.'],
  ['status', '', 'isOneOf', '200, 404', true, 'Status is 404.'],
  ['status', '', 'isNotOneOf', '[200,404]', false, 'Status is 404, expected none of [200,404].'],
  ['status', '', 'matches', '^2\\d\\d$', false, 'Status is 404, expected it to match ^2\\d\\d$.'],
  ['status', '', 'lessThan', '400', false, 'Status is 404, expected less than 400.'],
  ['status', '', 'lessThan', 'many', false, 'Status cannot be checked: many is no number.'],
  ['time', '', 'lessOrEqual', '500', false, 'Time is 812 ms, expected at most 500.'],
  ['size', '', 'greaterThan', '100', true, 'Size is 120 bytes.'],
  ['header', 'content-TYPE', 'startsWith', 'application/', true, 'Header content-TYPE is application/json.'],
  ['header', 'x-count', 'equals', '12.0', true, 'Header x-count is 12.'],
  ['header', 'x-count', 'greaterOrEqual', '13', false, 'Header x-count is 12, expected at least 13.'],
  ['header', 'x-none', 'exists', '', false, 'Header x-none does not exist, expected it to exist.'],
  ['header', 'x-none', 'notExists', '', true, 'Header x-none does not exist.'],
  ['body', '', 'contains', 'Ada', true, `Body is ${body}.`],
  ['body', '', 'notContains', 'Ada', false, `Body is ${body}, expected it not to contain Ada.`],
  ['jsonPath', '$.id', 'equals', '9007199254740992', false, '$.id is 9007199254740993, expected 9007199254740992.'],
  ['jsonPath', '$.id', 'equals', '9007199254740993', true, '$.id is 9007199254740993.'],
  ['jsonPath', '$.id', 'greaterThan', '9007199254740992', true, '$.id is 9007199254740993.'],
  ['jsonPath', '$.id', 'isType', 'integer', true, '$.id is 9007199254740993.'],
  ['jsonPath', '$.name', 'equals', 'Ada', true, '$.name is "Ada".'],
  ['jsonPath', '$.name', 'equals', '"Ada"', true, '$.name is "Ada".'],
  ['jsonPath', '$.name', 'hasLength', '4', false, '$.name has the length 3, expected the length 4.'],
  ['jsonPath', '$.name', 'endsWith', 'da', true, '$.name is "Ada".'],
  ['jsonPath', '$.tags', 'contains', 'b', true, '$.tags is ["a","b"].'],
  ['jsonPath', '$.tags', 'equals', '["b","a"]', false, '$.tags is ["a","b"], expected ["b","a"].'],
  ['jsonPath', '$.tags[*]', 'hasLength', '2', true, '$.tags[*] has the length 2.'],
  ['jsonPath', '$.none', 'exists', '', true, '$.none is null.'],
  ['jsonPath', '$.none', 'isType', 'null', true, '$.none is null.'],
  ['jsonPath', '$.none', 'isType', 'nil', false, ''],
  ['jsonPath', '$.empty', 'isEmpty', '', true, '$.empty is "".'],
  ['jsonPath', '$.on', 'equals', 'true', true, '$.on is true.'],
  ['jsonPath', '$.on', 'equals', '"true"', false, '$.on is true, expected "true".'],
  ['jsonPath', '$.gone', 'isNotEmpty', '', false, '$.gone does not exist, expected it not to be empty.'],
  ['jsonPath', '$[', 'exists', '', false, ''],
  ['body', '', 'matches', '/ADA/i', true, `Body is ${body}.`],
  ['body', '', 'matches', '(', false, 'Body cannot be checked: ( is no regular expression.'],
  ['schema', '', 'matchesSchema', '', false, 'One place differs. /id must be text'],
];

test.each(rows)('%s %s %s %s', (subject, expression, operator, value, passed, message) => {
  const result = evaluateAssertion({ enabled: true, subject, expression, operator, value }, response);
  expect(result.passed).toBe(passed);
  if (message !== '') expect(result.message).toBe(message);
});

test('a path and a type that cannot be read are named', () => {
  const at = (expression: string, value: string) =>
    evaluateAssertion({ enabled: true, subject: 'jsonPath', expression, operator: 'isType', value }, response).message;
  expect(at('$[', 'null')).toMatch(/^\$\[ is no JSONPath: /);
  expect(at('$.none', 'nil')).toContain('nil is no type; the types are null, boolean,');
});

test('a body that is no JSON, or no text, is said to be so', () => {
  const assertion: Assertion = { enabled: true, subject: 'jsonPath', expression: '$', operator: 'exists', value: '' };
  expect(evaluateAssertion(assertion, { ...response, body: '<p>' }).message).toBe('The body is no JSON.');
  expect(evaluateAssertion(assertion, { ...response, body: null }).message).toContain('no text');
});

test.each([
  ['status', '', { value: '404' }],
  ['header', 'x-count', { value: '12' }],
  ['header', 'x-none', { missing: 'Header x-none does not exist.' }],
  ['jsonPath', '$.id', { value: '9007199254740993' }],
  ['jsonPath', '$.name', { value: 'Ada' }],
  ['jsonPath', '$.tags', { value: '["a","b"]' }],
  ['jsonPath', '$.gone', { missing: '$.gone does not exist.' }],
  ['regex', '"name":"(\\w+)"', { value: 'Ada' }],
  ['regex', 'zzz', { missing: 'Nothing in the body matches zzz.' }],
  ['cookie', 'session', { value: 'abc=' }],
  ['cookie', 'other', { missing: 'The response sets no cookie other.' }],
] as const)('captures %s %s', (subject, expression, result) => {
  expect(evaluateCapture({ enabled: true, variable: 'x', subject, expression }, response)).toEqual(result);
});

const anyAssertion = fc.record({
  enabled: fc.constant(true),
  subject: fc.constantFrom(...assertionSubjects),
  expression: fc.oneof(fc.constantFrom('$', '$.id', '$..*', 'X-Count', ''), fc.string({ maxLength: 20 })),
  operator: fc.constantFrom(...assertionOperators),
  value: fc.oneof(fc.json({ maxDepth: 2 }), fc.string({ maxLength: 20 }), fc.constantFrom('12', 'array', '3')),
});
const anyResponse = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  headers: fc.constant(response.headers),
  body: fc.oneof(fc.json({ maxDepth: 3 }), fc.string(), fc.constant(null)),
  bytes: fc.nat(),
  timeMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  schemaMatch: fc.constant(null),
});

test('every assertion has an answer in a sentence, whatever is in it', () => {
  fc.assert(
    fc.property(anyAssertion, anyResponse, (assertion, answered) => {
      const { passed, message } = evaluateAssertion(assertion, answered);
      expect(typeof passed).toBe('boolean');
      expect(message.length).toBeGreaterThan(5);
    }),
    { numRuns: 500 },
  );
});

const opposites = [
  ['equals', 'notEquals'],
  ['exists', 'notExists'],
  ['isOneOf', 'isNotOneOf'],
] as const;

test('of an operator and its opposite exactly one holds where the question can be asked', () => {
  fc.assert(
    fc.property(anyAssertion, anyResponse, fc.constantFrom(...opposites), (given, answered, [operator, opposite]) => {
      const one = evaluateAssertion({ ...given, operator }, answered);
      const other = evaluateAssertion({ ...given, operator: opposite }, answered);
      if (one.actual !== '' && given.subject !== 'schema') expect(one.passed).toBe(!other.passed);
    }),
    { numRuns: 500 },
  );
});
