import { afterAll, expect, test } from 'vitest';
import type { CheckedResponse } from '#core/assertions/checkedResponse.ts';
import type { Assertion, Capture } from '#core/collections/assertions.ts';
import { createScriptRunner } from './index.ts';

const runner = createScriptRunner({ threads: 1 });
afterAll(() => runner.close());

const response: CheckedResponse = {
  status: 200,
  headers: [],
  body: JSON.stringify({ id: 7, name: `${'a'.repeat(60)}!` }),
  bytes: 90,
  timeMs: 3,
  schemaMatch: null,
};
const assertion = (given: Partial<Assertion>): Assertion => ({
  enabled: true,
  subject: 'status',
  expression: '',
  operator: 'equals',
  value: '200',
  ...given,
});
const capture = (given: Partial<Capture>): Capture => ({
  enabled: true,
  variable: 'x',
  subject: 'status',
  expression: '',
  ...given,
});
const stopped = 'It took longer than 1 second and was stopped. Use a simpler pattern or path.';

test('assertions and captures have their results in order', async () => {
  const assertions = [assertion({}), assertion({ subject: 'jsonPath', expression: '$.id', value: '8' })];
  const captures = [capture({}), capture({ subject: 'jsonPath', expression: '$.id' })];
  expect(await runner.check(assertions, captures, response)).toEqual({
    assertions: [
      { passed: true, message: 'Status is 200.', actual: '200' },
      { passed: false, message: '$.id is 7, expected 8.', actual: '7' },
    ],
    captures: [{ value: '200' }, { value: '7' }],
  });
});

test('a pattern that never ends is stopped, and the others have their results', async () => {
  const hostile = '(a+)+$';
  const result = await runner.check(
    [
      assertion({ subject: 'body', operator: 'matches', value: hostile }),
      assertion({ subject: 'jsonPath', expression: `$[?search(@, '${hostile}')]`, operator: 'exists', value: '' }),
      assertion({}),
    ],
    [capture({ subject: 'regex', expression: hostile }), capture({ subject: 'regex', expression: 'id":(\\d)' })],
    response,
  );
  expect(result.assertions.map(({ passed, message }) => [passed, message])).toEqual([
    [false, stopped],
    [false, stopped],
    [true, 'Status is 200.'],
  ]);
  expect(result.captures).toEqual([{ missing: stopped }, { value: '7' }]);
});
