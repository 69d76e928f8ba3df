import { describe, expect, test } from 'vitest';
import type { EffectiveVariable } from '#contract/environments.ts';
import { findName, matchingNames, offeredNames, openName, unresolvedIn } from './names.ts';

const variables: EffectiveVariable[] = [
  { name: 'base', kind: 'plain', value: 'https://api.example', source: 'environment Staging' },
  { name: 'api key', kind: 'secret', value: null, source: 'Globals' },
  { name: 'database', kind: 'command', value: null, source: 'collection Orders' },
];
const offered = offeredNames(variables) ?? [];

describe('what is offered', () => {
  test('begins with what is typed before what only holds it; a secret is masked', () => {
    const [first, second, ...dynamic] = matchingNames(offered, 'ba').map(({ name }) => name);
    expect([first, second]).toEqual(['base', 'database']);
    expect(dynamic).toContain('$randomBankAccount');
    expect(findName(offered, 'api key')).toMatchObject({ value: '••••••••', source: 'Globals' });
    expect(matchingNames(offered, '$gu').map(({ name }) => name)).toEqual(['$guid']);
  });
  test('dynamic names count in any case, others as they are written', () => {
    expect(findName(offered, '$RANDOMuuid')?.name).toBe('$randomUUID');
    expect(findName(offered, 'Base')).toBeUndefined();
  });
});

test('names without a value are told, once each, as soon as the others are known', () => {
  expect(unresolvedIn('{{base}}/{{ api key }}/{{id}}/{{id}}/{{$guid}}/{{$nothing}}', offered)).toEqual([
    'id',
    '$nothing',
  ]);
  expect(unresolvedIn('{{id}}', null)).toEqual([]);
});

describe('the name at the caret', () => {
  const at = (marked: string) => openName(marked.replace('|', ''), marked.indexOf('|'));
  test.each([
    ['{{|', { from: 2, to: 2, typed: '' }],
    ['x{{ba|', { from: 3, to: 5, typed: 'ba' }],
    ['{{ba|}}/rest', { from: 2, to: 6, typed: 'ba' }],
    ['{{ba|se}}/rest', { from: 2, to: 8, typed: 'ba' }],
    ['{{ba|/rest', { from: 2, to: 4, typed: 'ba' }],
    ['{{ba|/{{other}}', { from: 2, to: 4, typed: 'ba' }],
  ])('%s', (text, open) => expect(at(text)).toEqual(open));
  test.each(['|', '{{base}}|', '{|', '{{a}}|b{c'])('%s is none', (text) => expect(at(text)).toBeNull());
});
