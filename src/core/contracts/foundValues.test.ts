import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenOperations, inTurns } from './chosenOperations.ts';
import { FoundValues } from './foundValues.ts';
import { reportJunit } from './reportTexts.ts';

const learned = (key: string, body: unknown) => {
  const found = new FoundValues();
  found.learn({ key, path: key.split(' ')[1] ?? '' }, body);
  return found;
};

describe('values that answers gave', () => {
  it.each([
    ['a list', [{ id: 7 }, { id: 8 }], 7],
    ['a wrapped list', { total: 1, data: [{ id: 'a' }] }, 'a'],
    ['a list of texts', ['first'], 'first'],
    ['what was made', { id: 'new', parts: [{ id: 'other' }] }, 'new'],
    ['the name of the template', [{ id: 'a', thing_id: 'b' }], 'b'],
  ])('fill the path below the one that gave them: %s', (_what, body, expected) => {
    expect(learned('GET /things', body).find('/things/{thingId}', 'thingId')).toEqual({
      value: expected,
      from: 'GET /things',
    });
  });

  it('fill other paths by name where that tells what they are of', () => {
    const found = learned('GET /things', [{ id: 'a', ownerId: 'o' }]);
    expect(found.find('/owners/{owner_id}', 'owner_id')?.value).toBe('o');
    expect(found.find('/owners/{id}', 'id')).toBeUndefined();
    expect(found.find('/things.json', 'x')).toBeUndefined();
  });

  it('know a list with an extension', () => {
    expect(learned('GET /Calls.json', { calls: [{ sid: 'C1' }] }).find('/Calls/{Sid}.json', 'Sid')?.value).toBe('C1');
  });

  it('take any answer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const value = learned('GET /a', body).find('/a/{id}', 'id')?.value;
        expect(['undefined', 'string', 'number']).toContain(typeof value);
      }),
    );
  });
});

const operation = (key: string, ...tags: string[]) => {
  const [method = '', path = ''] = key.split(' ');
  return { key, method, path, tags };
};
const operations = ['GET /things/{id}', 'DELETE /things/{id}', 'POST /things', 'GET /things'].map((key) =>
  operation(key),
);

describe('the operations of a check', () => {
  it.each([
    [[], 4],
    [['GET *'], 2],
    [['/things'], 2],
    [['*{id}'], 2],
    [['get /THINGS'], 1],
    [['nothing'], 0],
  ])('are those that %j names', (only, count) => {
    expect(chosenOperations(operations, only)).toHaveLength(count);
  });

  it('are those of a tag', () => {
    expect(chosenOperations([operation('GET /a', 'Pets'), operation('GET /b')], ['pets'])).toHaveLength(1);
  });

  it('are sent so that one can tell the next what it needs, and deleted last', () => {
    expect(inTurns(operations).map((turn) => turn.map(({ key }) => key))).toEqual([
      ['GET /things'],
      ['POST /things'],
      ['GET /things/{id}'],
      ['DELETE /things/{id}'],
    ]);
  });
});

it('a report as JUnit is XML whatever the texts are', () => {
  const finding = { kind: 'schema', pointer: '/a', message: 'is <b> & "c"\u0000\u001b' };
  const result = { key: 'GET /a?<', outcome: 'broken' as const, status: 200, ms: 5, note: null, findings: [finding] };
  const counts = { kept: 0, broken: 1, noAnswer: 0, unchecked: 0, skipped: 0 };
  const xml = reportJunit({
    integrationName: 'A & B',
    startedAt: 0,
    endedAt: 1_500,
    server: null,
    ended: 'whole',
    counts,
    results: [result],
  });
  expect(xml).toContain('<testcase name="GET /a?&lt;" classname="A &amp; B" time="0.005">');
  expect(xml).toContain('<failure type="schema" message="is &lt;b&gt; &amp; &quot;c&quot;\ufffd\ufffd">/a is &lt;b');
  expect(xml).toContain('<testsuites name="Contract check" tests="1" failures="1" errors="0" time="1.500">');
  expect(xml).toContain('tests="1" failures="1" errors="0" time="1.500" skipped="0">');
});
