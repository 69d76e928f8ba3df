import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createJudge, nothingDeclared } from './secretJudge.ts';
import { hideInScript } from './secretTexts.ts';
import { hideTyped } from './typedSecrets.ts';

const judge = createJudge({ ...nothingDeclared, field: ['pin'] });
type Typed = Parameters<typeof hideTyped>[0];
const blank: Typed = {
  url: '',
  server: null,
  serverVariables: {},
  parameters: [],
  body: { kind: 'none' },
  auth: { kind: 'inherit' },
  variables: [],
  scripts: { before: '', after: '' },
};
const token = 'canary-4711-aB3dEf7H';
const random = 'q8ZrT4vWx2LmN7pK';
const stripe = `sk_live_${'a1B2c3D4'.repeat(3)}`;

type Auth = Typed['auth'];
const aws = { kind: 'awsSigV4', accessKeyId: 'AKIDEXAMPLE', region: 'eu', service: 's3' } as const;

describe('of authentication by hand', () => {
  test.each<[string, Auth, Auth]>([
    ['inherited', { kind: 'inherit' }, { kind: 'inherit' }],
    ['a connection', { kind: 'connection' }, { kind: 'connection' }],
    [
      'a password',
      { kind: 'basic', username: 'ada', password: 'abc' },
      { kind: 'basic', username: 'ada', password: '••••' },
    ],
    [
      'a password of digest',
      { kind: 'digest', username: 'ada', password: 'true story' },
      { kind: 'digest', username: 'ada', password: '••••' },
    ],
    ['no password', { kind: 'basic', username: 'ada', password: '' }, { kind: 'basic', username: 'ada', password: '' }],
    [
      'a key as user name',
      { kind: 'basic', username: random, password: '' },
      { kind: 'basic', username: '••••', password: '' },
    ],
    ['a token', { kind: 'bearer', token: 'x1', prefix: 'Bearer' }, { kind: 'bearer', token: '••••', prefix: 'Bearer' }],
    [
      'a key',
      { kind: 'apiKey', in: 'query', name: 'lang', value: 'english' },
      { kind: 'apiKey', in: 'query', name: 'lang', value: '••••' },
    ],
    [
      'keys of AWS',
      { ...aws, secretAccessKey: 'abc', sessionToken: 'def' },
      { ...aws, secretAccessKey: '••••', sessionToken: '••••' },
    ],
    [
      'a variable',
      { kind: 'bearer', token: '{{token}}', prefix: '' },
      { kind: 'bearer', token: '{{token}}', prefix: '' },
    ],
    [
      'a variable with a word',
      { kind: 'bearer', token: 'v1-{{token}}', prefix: '' },
      { kind: 'bearer', token: 'v1-{{token}}', prefix: '' },
    ],
    [
      'variables around a secret',
      { kind: 'bearer', token: `{{a}}${token}{{b}}`, prefix: '' },
      { kind: 'bearer', token: '••••', prefix: '' },
    ],
    [
      'a secret behind a variable',
      { kind: 'basic', username: 'ada', password: `{{a}}${token}` },
      { kind: 'basic', username: 'ada', password: '••••' },
    ],
  ])('%s is left as it may stay', (_, auth, kept) => {
    const { typed, found } = hideTyped({ ...blank, auth }, judge);
    expect(typed.auth).toEqual(kept);
    expect(found.length > 0).toBe(JSON.stringify(kept).includes('••••'));
    expect(found.every(({ place }) => place === 'auth')).toBe(true);
  });
});

describe('of the variables of a request', () => {
  test.each<[string, string, string]>([
    ['api_key', token, '••••'],
    ['password', 'hunter2-x', '••••'],
    ['pin', 'ab12cd34', '••••'],
    ['note', stripe, '••••'],
    ['host', 'api.example.com', 'api.example.com'],
    ['page', '42', '42'],
    ['api_key', '{{key}}', '{{key}}'],
    ['lang', 'english', 'english'],
  ])('%s = %s', (name, value, kept) => {
    const { typed, found } = hideTyped({ ...blank, variables: [{ name, value, enabled: false }] }, judge);
    expect(typed.variables).toEqual([{ name, value: kept, enabled: false }]);
    expect(found).toEqual(kept === value ? [] : [{ name, value, place: 'variable' }]);
  });
});

describe('in a script', () => {
  test.each<[string, string, string]>([
    ['a token of a known service, wherever it stands', `send(\`${stripe}\`)`, 'send(`••••`)'],
    ['a random text under a name', `const apiKey = "${random}";`, 'const apiKey = "••••";'],
    ['a member', `({ api_key: '${random}', page: 2 })`, `({ api_key: '••••', page: 2 })`],
    [
      'an argument behind a name',
      `pm.environment.set("access_token", "${random}")`,
      'pm.environment.set("access_token", "••••")',
    ],
    ['several', `a.password = '${random}'; b.secret = '${random}2'`, `a.password = '••••'; b.secret = '••••'`],
    ['code', 'const token = pm.response.json().token;', 'const token = pm.response.json().token;'],
    ['a name in a text', 'pm.environment.get("access_token")', 'pm.environment.get("access_token")'],
    ['words under a name', 'const password = "the password is needed";', 'const password = "the password is needed";'],
    ['a variable', 'const apiKey = "{{apiKeyOfThePartner1}}";', 'const apiKey = "{{apiKeyOfThePartner1}}";'],
    ['a random text of no secret name', `const id = "${random}";`, `const id = "${random}";`],
  ])('%s stays or goes', (_, script, kept) => {
    expect(hideInScript(script, judge).text).toBe(kept);
    for (const scripts of [
      { before: script, after: '' },
      { before: '', after: script },
    ]) {
      const { typed, found } = hideTyped({ ...blank, scripts }, judge);
      expect(typed.scripts).toEqual(scripts.before === '' ? { before: '', after: kept } : { before: kept, after: '' });
      expect(found.every(({ place }) => place === 'script')).toBe(true);
    }
  });

  test('everything but the secrets stays as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 40 }), (before, after) => {
        const { text, found } = hideInScript(`${before}\n'${stripe}'\n${after}`, judge);
        expect(text).not.toContain(stripe);
        expect(found.reduce((left, { value }) => left.replace('••••', () => value), text)).toBe(
          `${before}\n'${stripe}'\n${after}`,
        );
      }),
    );
  });

  test('that is long and hostile takes no long time', () => {
    const started = performance.now();
    for (const unit of ['a=', '"', 'a:"', 'token,', "'`", 'a.b-c ']) hideInScript(unit.repeat(200_000), judge);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 60_000);
});

describe('in a body of GraphQL', () => {
  const body = (query: string, variables: string) => ({
    kind: 'graphql' as const,
    query,
    variables,
    operationName: null,
  });

  test.each<[string, ReturnType<typeof body>, ReturnType<typeof body>]>([
    [
      'variables',
      body('query Q($password: String) { a }', `{"password":"${token}","page":2}`),
      body('query Q($password: String) { a }', '{"password":"••••","page":2}'),
    ],
    ['an argument', body(`{ login(password: "${token}") { id } }`, ''), body('{ login(password: "••••") { id } }', '')],
    [
      'none',
      body('{ things(first: 10) { id name } }', '{"after":"abc"}'),
      body('{ things(first: 10) { id name } }', '{"after":"abc"}'),
    ],
    ['placeholders', body('{ a }', '{"password":"{{password}}"}'), body('{ a }', '{"password":"{{password}}"}')],
  ])('secrets of %s are left out', (_, given, kept) => {
    const { typed, found } = hideTyped({ ...blank, body: given }, judge);
    expect(typed.body).toEqual(kept);
    expect(found.map(({ place }) => place)).toEqual(found.map(() => 'body'));
  });
});
