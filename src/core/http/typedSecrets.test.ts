import { expect, test } from 'vitest';
import { createJudge, nothingDeclared } from './secretJudge.ts';
import { hideTyped } from './typedSecrets.ts';

const judge = createJudge({ ...nothingDeclared, path: ['pin'], query: ['appid'] });
const blank = {
  url: '',
  server: null,
  serverVariables: {},
  body: { kind: 'none' },
  auth: { kind: 'inherit' },
  variables: [],
  scripts: { before: '', after: '' },
} as const;
type Parameter = Parameters<typeof hideTyped>[0]['parameters'][number];

const token = 'canary-4711-aB3dEf7H';

test.each<[string, Parameter['in'], string, Parameter['value'], Parameter['value']]>([
  ['a text', 'query', 'api_key', token, '••••'],
  ['a number', 'query', 'appid', 471_108_154_711, '••••'],
  ['a number of no secret', 'query', 'page', 47, 47],
  ['yes and nothing', 'query', 'api_key', [true, null], [true, null]],
  ['each of a list', 'query', 'api_keys', [token, token], ['••••', '••••']],
  ['members by their own names', 'query', 'filter', { password: token, lang: 'en' }, { password: '••••', lang: 'en' }],
  ['members by the name around them', 'header', 'X-Api-Key', { first: token }, { first: '••••' }],
  ['what lies deep', 'query', 'filter', { all: [{ secret: token }] }, { all: [{ secret: '••••' }] }],
  ['what is declared', 'path', 'pin', 'ab12cd34', '••••'],
  ['cookies of a header', 'header', 'Cookie', `lang=english; sid=${token}`, 'lang=english; sid=••••'],
  ['the members of a whole query', 'querystring', 'all', `page=2&api_key=${token}`, 'page=2&api_key=••••'],
  ['a JSON text', 'query', 'filter', `{"password":"${token}"}`, '{"password":"••••"}'],
  ['an ordinary value', 'query', 'page_token', 'CAEQAA', 'CAEQAA'],
])('of parameters %s is left out', (_, where, name, value, kept) => {
  const parameters = [{ name, in: where, value, enabled: true }];
  const { typed, found } = hideTyped({ ...blank, variables: [], parameters }, judge);
  expect(typed.parameters).toEqual([{ name, in: where, value: kept, enabled: true }]);
  expect(found.every(({ place }) => place === 'parameter')).toBe(true);
  expect(found.length > 0).toBe(JSON.stringify(kept).includes('••••'));
});

test('each secret is told with the place where it was typed', () => {
  const { typed, found } = hideTyped(
    {
      ...blank,
      variables: [],
      url: `https://a.test/?api_key=${token}`,
      server: `https://ada:${token}@b.test`,
      serverVariables: { region: 'eu', password: token },
      parameters: [{ name: 'api_key', in: 'query', value: token, enabled: false }],
      body: { kind: 'text', mediaType: 'application/json', text: `{"password":"${token}"}` },
    },
    judge,
  );
  expect(JSON.stringify(typed)).not.toContain('canary');
  expect(typed.serverVariables).toEqual({ region: 'eu', password: '••••' });
  expect(found.map(({ place }) => place)).toEqual(['url', 'server', 'server', 'parameter', 'body']);
  expect(new Set(found.map(({ value }) => value))).toEqual(new Set([token]));
});
