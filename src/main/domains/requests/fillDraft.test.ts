import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestDraft, RequestDraftInput } from '#contract/requests.ts';
import { unfilledMessage } from '#core/variables/template.ts';
import { fill, type Given, madeUpId, scopeOf } from '#test/support/filling.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { type FillSources, fillDraft } from './fillDraft.ts';

const scope = { v: ['plain', 'X'] } as const;

/** Every place of a draft that takes a variable, with how it is read back. */
const places: [string, (text: string) => Partial<RequestDraftInput>, (draft: RequestDraft) => unknown][] = [
  ['the address', (url) => ({ url }), ({ url }) => url],
  ['the server', (server) => ({ server }), ({ server }) => server],
  [
    'a variable of the server',
    (region) => ({ serverVariables: { region } }),
    ({ serverVariables }) => serverVariables.region,
  ],
  [
    'the name of a parameter',
    (name) => ({ parameters: [{ name, in: 'query', value: '' }] }),
    ({ parameters }) => parameters[0]?.name,
  ],
  [
    'the value of a parameter',
    (value) => ({ parameters: [{ name: 'a', in: 'header', value }] }),
    ({ parameters }) => parameters[0]?.value,
  ],
  [
    'a value in a list of a parameter',
    (text) => ({ parameters: [{ name: 'a', in: 'query', value: [1, { b: [text] }] }] }),
    ({ parameters }) => /"b":\["(.*)"\]/.exec(JSON.stringify(parameters))?.[1],
  ],
  [
    'a text body',
    (text) => ({ body: { kind: 'text', mediaType: 'text/plain', text } }),
    ({ body }) => body.kind === 'text' && body.text,
  ],
  [
    'the type of a body',
    (mediaType) => ({ body: { kind: 'text', mediaType, text: '' } }),
    ({ body }) => body.kind === 'text' && body.mediaType,
  ],
  [
    'the name of a field',
    (name) => ({ body: { kind: 'form', mediaType: 'multipart/x', fields: [{ name, value: '' }] } }),
    ({ body }) => body.kind === 'form' && body.fields[0]?.name,
  ],
  [
    'the value of a field',
    (value) => ({ body: { kind: 'form', mediaType: 'multipart/x', fields: [{ name: 'a', value }] } }),
    ({ body }) => body.kind === 'form' && body.fields[0]?.value,
  ],
  [
    'a query of GraphQL',
    (query) => ({ body: { kind: 'graphql', query, variables: '', operationName: null } }),
    ({ body }) => body.kind === 'graphql' && body.query,
  ],
  [
    'variables of GraphQL',
    (variables) => ({ body: { kind: 'graphql', query: '', variables, operationName: null } }),
    ({ body }) => body.kind === 'graphql' && body.variables,
  ],
  [
    'the operation of GraphQL',
    (operationName) => ({ body: { kind: 'graphql', query: '', variables: '', operationName } }),
    ({ body }) => body.kind === 'graphql' && body.operationName,
  ],
  ...(['username', 'password'] as const).flatMap((field) =>
    (['basic', 'digest'] as const).map((kind): (typeof places)[number] => [
      `the ${field} of ${kind}`,
      (text) => ({ auth: { kind, username: 'u', password: 'p', [field]: text } }),
      ({ auth }) => auth.kind === kind && auth[field],
    ]),
  ),
  ...(['token', 'prefix'] as const).map((field): (typeof places)[number] => [
    `the ${field} of bearer`,
    (text) => ({ auth: { kind: 'bearer', token: 't', prefix: 'p', [field]: text } }),
    ({ auth }) => auth.kind === 'bearer' && auth[field],
  ]),
  ...(['name', 'value'] as const).map((field): (typeof places)[number] => [
    `the ${field} of an API key`,
    (text) => ({ auth: { kind: 'apiKey', in: 'query', name: 'n', value: 'v', [field]: text } }),
    ({ auth }) => auth.kind === 'apiKey' && auth[field],
  ]),
  ...(['accessKeyId', 'secretAccessKey', 'sessionToken', 'region', 'service'] as const).map(
    (field): (typeof places)[number] => [
      `the ${field} of AWS`,
      (text) => ({
        auth: {
          kind: 'awsSigV4',
          accessKeyId: '',
          secretAccessKey: '',
          sessionToken: '',
          region: '',
          service: '',
          [field]: text,
        },
      }),
      ({ auth }) => auth.kind === 'awsSigV4' && auth[field],
    ],
  ),
];

describe('a draft is filled in', () => {
  test.each(places)('at %s', async (_, write, read) => {
    const { draft, unfilled, secrets } = await fill(write('a{{v}}b{{ v }}'), { scope });
    expect(read(draft)).toBe('aXbX');
    expect([unfilled, secrets]).toEqual([[], []]);
    const unknown = await fill(write('a{{w}}'), { scope });
    expect(read(unknown.draft)).toBe('a{{w}}');
    expect(unknown.unfilled).toEqual([{ field: expect.any(String), name: 'w', why: 'unknown' }]);
  });

  test('nowhere else, and nothing else of it changes', async () => {
    const text = '{{v}}';
    const draft = {
      url: '/a',
      parameters: [{ name: text, in: 'query' as const, value: text, enabled: false }],
      body: { kind: 'file' as const, mediaType: text, name: text, data: '' },
      variables: [{ name: text, value: text, enabled: true }],
      scripts: { before: text, after: text },
      confirmedHost: text,
    };
    expect((await fill(draft, { scope })).draft).toEqual(draftOf(draft));
    const field = { name: text, value: text, enabled: false };
    const form = { body: { kind: 'form' as const, mediaType: 'multipart/x', fields: [field] } };
    expect((await fill(form, { scope })).draft).toEqual(draftOf(form));
  });

  test('not at all where it holds no name', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('{', '}', 'a', '$', ' ', '%', '\\'), maxLength: 20 }),
        async (text) => {
          fc.pre(!/\{\{[^{}]+\}\}/.test(text));
          const draft = { url: text, parameters: [{ name: text, in: 'query' as const, value: [text] }] };
          expect((await fill(draft, { scope })).draft).toEqual(draftOf(draft));
        },
      ),
    ));
});

describe('a value comes', () => {
  const local = (value: string, enabled = true) => [{ name: 'v', value, enabled }];

  test('from a run over the request, over the environment, over what is made up', async () => {
    const url = async (more: Given, variables: ReturnType<typeof local> = []) =>
      (await fill({ url: '{{v}} {{$guid}}', variables }, more)).draft.url;
    expect(await url({ scope })).toBe(`X ${madeUpId}`);
    expect(await url({ scope }, local('local'))).toBe(`local ${madeUpId}`);
    expect(await url({ scope }, local('local', false))).toBe(`X ${madeUpId}`);
    expect(await url({ scope, given: { v: 'run', $guid: 'given' } }, local('local'))).toBe('run given');
    expect(await url({ scope: { v: ['secret', ''] }, read: { v: 'sealed' } }, local('local'))).toBe(
      `local ${madeUpId}`,
    );
    expect(await url({ scope, given: { v: '' } }, local('local'))).toBe(` ${madeUpId}`);
  });

  test('anew each time where it is made up', async () => {
    let count = 0;
    const sources: FillSources = {
      given: new Map(),
      scope: scopeOf({ twice: ['plain', '{{$guid}}-{{$guid}}'] }),
      chance: {
        now: () => 0,
        random: () => 0,
        uuid: () => {
          count += 1;
          return `u${count}`;
        },
      },
      readValues: async () => new Map(),
      readEarlier: async () => null,
    };
    const { draft } = await fillDraft(draftOf({ url: '{{$guid}} {{twice}}' }), sources);
    expect(draft.url).toBe('u1 u2-u3');
  });

  test('as it is from a run and from outside, its braces included', async () => {
    const more = {
      scope: { ...scope, s: ['secret', ''] },
      read: { s: '{{v}}' },
      given: { g: '{{v}}{{other}}' },
    } as const;
    const { draft, unfilled, asked } = await fill({ url: '{{g}} {{s}}' }, more);
    expect([draft.url, unfilled, asked]).toEqual(['{{v}}{{other}} {{v}}', [], ['s']]);
  });
});

describe('of the values that are not in the store', () => {
  const hidden = {
    s: ['secret', ''],
    p: ['process', 'HOME'],
    c: ['command', 'op read x'],
    unused: ['secret', ''],
  } as const;

  test('those that the draft leads to are read, each once, and no others', async () => {
    const variables = [
      { name: 'through', value: '{{s}}{{s}}', enabled: true },
      { name: 'elsewhere', value: '{{unused}}', enabled: true },
    ];
    const draft = { url: '{{through}}', parameters: [{ name: 'a', in: 'query' as const, value: '{{p}}' }], variables };
    const { asked } = await fill(draft, { scope: { ...hidden, middle: ['plain', '{{c}}'] } });
    expect(asked).toEqual(['p', 's']);
    expect((await fill({ url: '{{middle}}' }, { scope: { ...hidden, middle: ['plain', '{{c}}'] } })).asked).toEqual([
      'c',
    ]);
  });

  test('none is read for what came from outside', async () => {
    expect((await fill({ url: '{{g}}' }, { scope: hidden, given: { g: '{{s}}' } })).asked).toEqual([]);
    expect((await fill({ url: '{{s}}' }, { scope: hidden, given: { s: 'x' } })).asked).toEqual([]);
  });

  test('each is a secret, in whatever it becomes a part of, and a body tells that it has one', async () => {
    const read = { s: 'sss', p: 'ppp', c: 'ccc' };
    const url = await fill(
      {
        url: 'https://{{p}}',
        variables: [{ name: 'x', value: 'Bearer {{s}}', enabled: true }],
        parameters: [{ name: 'h', in: 'header', value: '{{x}}' }],
      },
      { scope: hidden, read },
    );
    expect([[...url.secrets].sort(), url.bodyHasSecrets]).toEqual([['Bearer sss', 'ppp', 'sss'], false]);
    const body = await fill(
      { body: { kind: 'text', mediaType: 'text/plain', text: '{{c}}' } },
      { scope: hidden, read },
    );
    expect([body.secrets, body.bodyHasSecrets]).toEqual([['ccc'], true]);
    const fields = [{ name: '{{s}}', value: '' }];
    const form = await fill({ body: { kind: 'form', mediaType: 'multipart/x', fields } }, { scope: hidden, read });
    expect([form.secrets, form.bodyHasSecrets]).toEqual([['sss'], true]);
    const graphql = { kind: 'graphql' as const, query: '', variables: '{"a":"{{s}}"}', operationName: null };
    expect((await fill({ body: graphql }, { scope: hidden, read })).bodyHasSecrets).toBe(true);
  });
});

test('each problem stands where its name is written', async () => {
  const draft = {
    url: '{{a}}',
    parameters: [{ name: 'p', in: 'query' as const, value: ['{{b}}', '{{b}}'] }],
    body: { kind: 'form' as const, mediaType: 'multipart/x', fields: [{ name: 'f', value: '{{c}}' }] },
    auth: { kind: 'bearer' as const, token: '{{d}}' },
    variables: [{ name: 'd', value: '{{d}}', enabled: true }],
  };
  const { unfilled } = await fill(draft, {});
  expect(unfilled.map(({ field, ...name }) => [field, unfilledMessage(name)])).toEqual([
    ['url', 'The variable a has no value here.'],
    ['p', 'The variable b has no value here.'],
    ['p', 'The variable b has no value here.'],
    ['f', 'The variable c has no value here.'],
    ['auth', 'The variable d refers to itself.'],
  ]);
});
