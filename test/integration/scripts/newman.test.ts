import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowCases } from '#test/fixtures/postman/flow.ts';
import { inheritedCases } from '#test/fixtures/postman/inherited.ts';
import { responseCases } from '#test/fixtures/postman/responses.ts';
import { stateCases } from '#test/fixtures/postman/state.ts';
import { startPostmanEcho } from '#test/support/postmanEcho.ts';
import { runWithNewman } from '#test/support/runNewman.ts';
import { type RanTest, runWithConsole } from '#test/support/runPostman.ts';
import { testConsole } from '#test/support/testConsole.ts';

let server: Awaited<ReturnType<typeof startPostmanEcho>>;

beforeAll(async () => {
  server = await startPostmanEcho();
});
afterAll(() => server.close());

const cases = [...responseCases, ...stateCases, ...flowCases, ...inheritedCases].map(
  (each) => [each.collection.info.name, each] as const,
);

/** Messages that quote a time, or a library of Postman's: its reader of JSON, its version of Ajv, its `require`. */
const otherWords = new Set([
  'is json',
  'does not fit',
  'unknown module',
  'chain fails',
  // Deliberate: a cookie's value is in the jar and in no header that a script gets, so both say no, of another text.
  'set',
]);

test('twenty collections at least', () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
});

test.each(cases)('newman and we agree on: %s', async (_name, given) => {
  const based = { ...given, environment: [...given.environment, { key: 'base', value: server.url }] };
  const theirs = await runWithNewman(based);
  const seenOfTheirs = server.seen.splice(0);
  const { client } = await testConsole();
  const ours = await runWithConsole(client, based);
  expect(server.seen.splice(0)).toEqual(seenOfTheirs);
  expect(sorted(ours.tests)).toEqual(sorted(theirs.tests));
  expect(theirs.tests.length).toBeGreaterThan(given.collection.info.name === 'cleared environment' ? -1 : 0);
  const { tests: _theirTests, ...theirRest } = theirs;
  const { tests: _ourTests, ...ourRest } = ours;
  expect(ourRest).toEqual({ ...theirRest, environment: hidden(theirRest.environment) });
});

/** Deliberate: what is called a secret is masked wherever it is shown, the log included. Scripts get it as it is. */
const hidden = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, name === 'hmac' ? '••••' : value]));

function sorted(tests: readonly RanTest[]): RanTest[] {
  return tests
    .map((each) => (otherWords.has(each.name) ? { ...each, message: each.message && '…' } : each))
    .sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
}

const keyOf = ({ request, name, passed }: RanTest) => JSON.stringify([request, name, passed]);
