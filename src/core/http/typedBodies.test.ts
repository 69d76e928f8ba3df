import { expect, test } from 'vitest';
import { createJudge } from './secretJudge.ts';
import { hideInText } from './secretTexts.ts';
import { hideTyped, isReadFile } from './typedSecrets.ts';

const judge = createJudge();
const token = 'canary-4711-aB3dEf7H';
const base64 = (text: string) => Buffer.from(text).toString('base64');
type Body = Parameters<typeof hideTyped>[0]['body'];

const blank = {
  url: '',
  server: null,
  serverVariables: {},
  parameters: [],
  auth: { kind: 'inherit' as const },
  variables: [],
  scripts: { before: '', after: '' },
};
const hidden = (body: Body) => hideTyped({ ...blank, body }, judge);

const field = (name: string, value: string) => ({ name, value, enabled: true });
const file = (mediaType: string, text: string) => ({ kind: 'file', mediaType, name: 'a', data: base64(text) }) as const;
const form = (...fields: [string, string][]) =>
  ({
    kind: 'form',
    mediaType: 'multipart/form-data',
    fields: fields.map(([name, value]) => field(name, value)),
  }) as const;

test.each<[string, Body, Body, string[]]>([
  ['none', { kind: 'none' }, { kind: 'none' }, []],
  [
    'a text without a secret',
    { kind: 'text', mediaType: 'text/plain', text: 'hello' },
    { kind: 'text', mediaType: 'text/plain', text: 'hello' },
    [],
  ],
  [
    'a form, field by field',
    form(['password', token], ['note', 'hello'], ['settings', `{"api_key":"${token}"}`], ['token', 'hello']),
    form(['password', '••••'], ['note', 'hello'], ['settings', '{"api_key":"••••"}'], ['token', 'hello']),
    ['password', 'api_key'],
  ],
  [
    'a file that is read, with nothing in it',
    file('application/json', '{"a":1}'),
    file('application/json', '{"a":1}'),
    [],
  ],
  [
    'a file that is read, with a secret in it',
    file('application/json', `{"password":"${token}"}`),
    { ...file('application/json', ''), data: '', leftOut: true },
    ['password'],
  ],
  [
    'a file of a range that is taken as JSON',
    file('application/*', `{"password":"${token}"}`),
    { ...file('application/*', ''), data: '', leftOut: true },
    ['password'],
  ],
  [
    'a file that is not read',
    file('application/octet-stream', `{"password":"${token}"}`),
    file('application/octet-stream', `{"password":"${token}"}`),
    [],
  ],
  ['a file that is no base64', { ...file('text/plain', ''), data: '%' }, { ...file('text/plain', ''), data: '%' }, []],
])('of a body what stays is %s', (_, body, kept, names) => {
  const { typed, found } = hidden(body);
  expect(typed.body).toEqual(kept);
  expect(found).toEqual(names.map((name) => ({ name, value: token, place: 'body' })));
});

test.each([
  ['text/plain', 28_000_000, true],
  ['text/plain', 28_000_001, false],
  ['', 10, false],
  ['image/png', 10, false],
  ['text/*', 10, true],
])('whether a file of type "%s" and %d characters is looked through', (mediaType, length, expected) => {
  expect(isReadFile({ mediaType, data: { length } as unknown as string })).toBe(expected);
});

/** Masked twice, a text stays what it is after the first time: nothing of the mask is a secret. */
test.each([
  [
    'XML in sections and entities',
    `<a><password><![CDATA[${token}]]></password><token>x&#45;y&lt;${token}</token></a>`,
  ],
  ['XML that is not at its end', `<a><password>${token}`],
  ['a section that is not at its end', `<password><![CDATA[${token}`],
  ['attributes', `<add name="token" value="${token}"/><add key="lang" value="english"/>`],
  ['names with a prefix', `<x:login x:password='${token}'/>`],
  ['JSON in JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: token }) }) })],
  ['single quotes', `{'password': '${token}', 'b': "x=1;password=${token}"}`],
  ['lines of settings', `export API_KEY="${token}"\n- password: '${token}'\nlang=english`],
  ['an address', `see https://ada:${token}@a.test/?api_key=${token}#token=${token} and more`],
  ['a form', `user=ada&password=${token}&lang=en`],
  ['lists by their names', `{"apiKeys":["${token}",{"value":"${token}"}],"tokens":{"a":1}}`],
  ['names that are said apart', `[{"value":"${token}","name":"api_key"},{"key":"password","value":"${token}"}]`],
])('no part of a secret is left in %s, and what is masked stays as it is', (_, text) => {
  const { text: kept, found } = hideInText(text, judge);
  expect(kept).not.toContain(token.slice(0, 11));
  expect(hideInText(kept, judge).text).toBe(kept);
  const isSecret = text.includes(token);
  expect(kept === text).toBe(!isSecret);
  expect(found.length > 0).toBe(isSecret);
  for (const { value } of found) expect(value.includes(token) || token.includes(value)).toBe(true);
});

test.each([
  ['<a password="&#65;&#x42;&amp;&quot;12345">', 'AB&"12345'],
  ['<a password="&#1114112;&#xffffff;&nosuch;">', '&#1114112;&#xffffff;&nosuch;'],
  ['<password>&lt;&gt;&apos;a</password>', "<>'a"],
  ['<password><![CDATA[&lt;]]></password>', '&lt;'],
])('the secret of %s is what it says', (text, value) => {
  expect(hideInText(text, judge).found.map((each) => each.value)).toEqual([value]);
});
