import { expect, it } from 'vitest';
import { inspectDefinition, parseDefinition } from './index.ts';
import { tagTitle } from './tags.ts';

const tags = [
  { name: 'account', summary: 'Account' },
  { name: 'cards', parent: 'account', kind: 'nav', description: 'What pays' },
  { name: 'limits', parent: 'cards', summary: 'Spending limits' },
];
const document = {
  openapi: '3.2.0',
  info: { title: 'T', version: '1' },
  tags,
  paths: { '/a': { get: { tags: ['limits', 'new'], responses: { 200: { description: 'ok' } } } } },
};

it('keeps what a definition says of its tags', () => {
  const { report } = inspectDefinition(parseDefinition(JSON.stringify(document)));
  expect(report.tags).toEqual([
    { ...tags[0], count: 0 },
    { ...tags[1], count: 0 },
    { ...tags[2], count: 1 },
    { name: 'new', count: 1 },
  ]);
});

it.each([
  ['account', 'Account'],
  ['cards', 'Account › cards'],
  ['limits', 'Account › cards › Spending limits'],
  ['new', 'new'],
])('calls the tag %s by those above it: %s', (name, title) => {
  expect(tagTitle(tags, name)).toBe(title);
});

it('ends where tags stand below each other', () => {
  const round = [
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'a' },
  ];
  expect(tagTitle(round, 'a')).toBe('b › a');
});
