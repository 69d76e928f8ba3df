import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { uuidv7 } from '#main/store/index.ts';
import { commandRig, pipeIn, said, typeIn } from '#test/support/commandRig.ts';
import { ok } from '#test/support/definitionDocuments.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { importDefinition } from './integrations.ts';

const schemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  tenant: { type: 'apiKey', in: 'query', name: 'tenant' },
  login: { type: 'http', scheme: 'basic' },
  second: { type: 'http', scheme: 'basic' },
  token: { type: 'http', scheme: 'bearer' },
  sign: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://as.example/t', scopes: {} } } },
  strange: { type: 'http', scheme: 'hoba' },
};

type Requirement = Partial<Record<keyof typeof schemes, string[]>>;

/** A console, `integrate` for an integration that asks for one of these, and `connect` with a line of stdin for each secret. */
async function rig() {
  const test = await commandRig();
  const connectTo = async (name: string, lines: readonly string[], options: ConnectOptions = {}) => {
    pipeIn(lines.map((line) => `${line}\n`).join(''));
    return connect(test.own, test.output, name, options);
  };
  const integrate = async (security: readonly Requirement[], name = `pets ${uuidv7()}`) => {
    const document = {
      openapi: '3.1.0',
      info: { title: name, version: '1' },
      servers: [{ url: 'https://pets.example.com' }],
      paths: { '/a': { get: { ...ok, security } } },
      components: { securitySchemes: schemes },
    };
    pipeIn(JSON.stringify(document));
    await importDefinition(test.client, said(), '-', { name });
    return name;
  };
  return { ...test, integrate, connect: connectTo };
}

const all = (...names: (keyof typeof schemes)[]): Requirement => Object.fromEntries(names.map((name) => [name, []]));
const secrets = ['secret-number-one', 'secret-number-two', 'secret-number-three'];

/** What is asked for, what is wished for, and the schemes that are connected. */
const ways: [string, Requirement[], string[], string[]][] = [
  ['the only one', [all('key')], [], ['key']],
  ['the first', [all('key'), all('token')], [], ['key']],
  ['the first that can be connected', [all('strange'), all('token')], [], ['token']],
  ['one of several together', [all('key', 'tenant')], [], ['key', 'tenant']],
  ['the first, though it is longer', [all('key', 'tenant'), all('token')], [], ['key', 'tenant']],
  ['the wish', [all('key'), all('token')], ['token'], ['token']],
  ['the smallest with the wish', [all('key', 'tenant', 'token'), all('key', 'tenant')], ['key'], ['key', 'tenant']],
  ['all that is wished for', [all('key'), all('key', 'token')], ['token', 'key'], ['key', 'token']],
  ['what can be connected', [all('key', 'strange'), all('key', 'token')], ['key'], ['key', 'token']],
];

test('the way in is the first that can be connected, or the smallest with what is wished for', async () => {
  const { connect, integrate } = await rig();
  for (const [words, security, scheme, expected] of ways) {
    const { parts } = await connect(await integrate(security), secrets, { scheme });
    expect(parts.map(({ schemeKey }) => schemeKey).toSorted(), words).toEqual(expected);
  }
});

/** What is asked for, what is wished for, and the fault. */
const refusals: [Requirement[], string[], object][] = [
  [[], [], { code: 'CONFLICT', message: 'NAME needs no authentication that can be connected.' }],
  [
    [all('key')],
    ['other'],
    {
      code: 'SCHEME_UNKNOWN',
      message: 'NAME has no security scheme other.',
      data: { names: ['key'], todo: 'It has key.' },
    },
  ],
  [
    [all('key'), all('token', 'key')],
    ['key', 'other', 'more'],
    { code: 'SCHEME_UNKNOWN', message: 'NAME has no security scheme other, more.', data: { names: ['key', 'token'] } },
  ],
  [
    [all('key'), all('token')],
    ['key', 'token'],
    { code: 'SCHEME_UNKNOWN', message: 'No operation of NAME asks for key and token together.' },
  ],
  [[all('strange')], [], { code: 'SCHEME_UNSUPPORTED', message: expect.stringContaining('hoba') }],
];

test('what cannot be connected is refused before a secret is read', async () => {
  const { connect, integrate, client } = await rig();
  for (const [security, scheme, fault] of refusals) {
    const name = await integrate(security);
    const error: unknown = await connect(name, secrets, { scheme }).catch((each: unknown) => each);
    const shown = error instanceof ORPCError ? { ...error, message: error.message.replace(name, 'NAME') } : error;
    expect(shown).toMatchObject(fault);
    expect(process.stdin.readableEnded).toBe(false);
  }
  expect((await client.connections.list({ offset: 0, limit: 10 })).total).toBe(0);
});

test('a user name goes to the scheme that it names, else to each that has one', async () => {
  const { connect, integrate } = await rig();
  const hints = async (security: Requirement, ...username: string[]) => {
    const { parts } = await connect(await integrate([security]), secrets, { username });
    return Object.fromEntries(parts.map(({ schemeKey, usernameHint }) => [schemeKey, usernameHint]));
  };
  expect(await hints(all('login'), 'ada-lovelace')).toEqual({ login: '••••lace' });
  expect(await hints(all('login'), 'login=ada-lovelace')).toEqual({ login: '••••lace' });
  expect(await hints(all('login'), 'other=ada-lovelace')).toEqual({ login: '••••lace' });
  expect(await hints(all('key', 'login'), 'ada-lovelace')).toEqual({ key: null, login: '••••lace' });
  expect(await hints(all('login', 'second'), 'ada-lovelace')).toEqual({ login: '••••lace', second: '••••lace' });
  expect(await hints(all('login', 'second'), 'second=grace-hopper', 'ada-lovelace')).toEqual({
    login: '••••lace',
    second: '••••pper',
  });
  expect(await hints(all('login', 'second'), 'second=grace-hopper', 'login=ada-lovelace')).toEqual({
    login: '••••lace',
    second: '••••pper',
  });
});

test('what is made is private and has a name of its own, and is said without the secret', async () => {
  const { connect, integrate, output } = await rig();
  await integrate([all('key', 'tenant')], 'pets');
  expect(await connect('pets', ['first-secret-4711', 'second-secret-4712'])).toMatchObject({
    name: 'pets apiKey and apiKey',
    visibility: 'private',
  });
  expect(output.lines).toEqual([
    'Connected pets as pets apiKey and apiKey: ••••4711 goes as header X-Key and ••••4712 goes as query tenant to pets.example.com.',
  ]);
  expect(output.values).toEqual([
    {
      id: expect.any(String),
      name: 'pets apiKey and apiKey',
      kind: 'apiKey',
      schemeKey: 'key',
      placement: expect.objectContaining({ in: 'header', name: 'X-Key' }),
      secretHint: '••••4711',
      parts: [expect.objectContaining({ schemeKey: 'key' }), expect.objectContaining({ schemeKey: 'tenant' })],
      allowedHosts: ['pets.example.com'],
    },
  ]);
  expect(JSON.stringify(output.values)).not.toContain('secret-471');
  expect(await connect('PETS', secrets, { name: 'bot', team: true })).toMatchObject({
    name: 'bot',
    visibility: 'team',
  });
  await integrate([all('sign')], 'club');
  expect(await connect('club', ['pasted-access-token'])).toMatchObject({ kind: 'bearer', schemeKey: 'sign' });
});

test('the question at a terminal says what is wanted', async () => {
  const { own, output, integrate } = await rig();
  const questions: [Requirement, string][] = [
    [all('key'), 'Secret for NAME: \n'],
    [all('login'), 'Password for NAME: \n'],
    [all('sign'), 'Access token for NAME: \n'],
    [all('key', 'login'), 'Secret for NAME, key: \nPassword for NAME, login: \n'],
  ];
  for (const [requirement, question] of questions) {
    const name = await integrate([requirement]);
    const terminal = typeIn('typed-secret-1', 'typed-secret-2');
    await connect(own, output, name, { username: ['ada'] });
    expect(terminal.shown().replaceAll(name, 'NAME')).toBe(question);
  }
});
