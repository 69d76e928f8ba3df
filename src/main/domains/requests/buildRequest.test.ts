import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestDraftInput } from '#contract/requests.ts';
import { mask } from '#core/http/secretJudge.ts';
import { describeOperation } from '#core/openapi/index.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { buildRequest } from './buildRequest.ts';

const base = {
  baseUrl: 'https://api.test/v1/',
  sourceUrl: 'https://docs.test/spec/openapi.json',
  servers: [
    {
      url: 'https://{region}.api.test/{version}',
      variables: [
        { name: 'region', default: 'eu' },
        { name: 'version', default: 'v2' },
      ],
    },
    { url: '../v3', variables: [] },
    { url: 'https://{tenant}.api.test', variables: [] },
  ],
};
const urlOf = (fields: Partial<RequestDraftInput>) => buildRequest(draftOf(fields), null, base).address;

test.each(['path', 'query', 'header', 'cookie'] as const)(
  'asks anew for a secret that was not kept, in the %s',
  (place) => {
    const draft = draftOf({
      url: 'https://api.example.com/{token}',
      parameters: [{ name: 'token', in: place, value: `Bearer ${mask}` }],
    });
    const { problems } = buildRequest(draft, null, base);
    expect(problems.filter(({ message }) => !message.includes('is needed'))).toEqual([
      { severity: 'error', field: 'token', message: 'token was a secret and is not kept. Enter it again.' },
    ]);
  },
);

describe('the address', () => {
  test.each([
    ['https://other.test/a', null, 'https://other.test/a'],
    ['/a', null, 'https://api.test/v1/a'],
    ['a?b=1', null, 'https://api.test/v1/a?b=1'],
    ['', null, 'https://api.test/v1'],
    ['?b=1', null, 'https://api.test/v1?b=1'],
    ['/a', 'https://{region}.api.test/{version}', 'https://eu.api.test/v2/a'],
    ['/a', '../v3', 'https://docs.test/v3/a'],
    ['/a', 'https://by.hand/x/', 'https://by.hand/x/a'],
  ])('%o below server %o is %s', (url, server, expected) => {
    expect(urlOf({ url, server })).toBe(expected);
  });

  test.each([
    ['localhost:3000/users', 'http://localhost:3000/users'],
    ['localhost', 'http://localhost/'],
    ['api.example.com?a=1', 'http://api.example.com/?a=1'],
    ['10.0.0.7/x', 'http://10.0.0.7/x'],
    ['[::1]:8080/x', 'http://[::1]:8080/x'],
    ['service:8080', 'http://service:8080/'],
  ])('%s without an integration is a host that is asked over http', (url, expected) => {
    expect(buildRequest(draftOf({ url }), null, null)).toMatchObject({ address: expected, problems: [] });
  });

  test.each(['/users', 'users/1', '?a=1', '', '{{base}}/users', 'mailto:a@b'])('%j names no host', (url) => {
    expect(buildRequest(draftOf({ url }), null, null)).toMatchObject({ url: null, problems: [{ field: 'url' }] });
  });

  test('braces around more than one step of a path are text', () => {
    const { address, problems } = buildRequest(draftOf({ url: 'https://api.test/{/x/}' }), null, null);
    expect([address, problems]).toEqual(['https://api.test/%7B/x/%7D', []]);
  });

  test('takes given server variables before their defaults', () => {
    const server = 'https://{region}.api.test/{version}';
    expect(urlOf({ url: '/a', server, serverVariables: { region: 'us' } })).toBe('https://us.api.test/v2/a');
  });

  test.each([
    [{ url: '/a', server: 'https://{tenant}.api.test' }, 'server'],
    [{ url: 'ftp://files.test/' }, 'url'],
    [{ url: 'https://ada:pw@api.test/' }, 'url'],
    [{ url: 'https://' }, 'url'],
    [{ url: '/a/{id}' }, 'id'],
  ])('says what is wrong with %o', (fields, field) => {
    const { problems } = buildRequest(draftOf(fields), null, base);
    expect(problems).toEqual([expect.objectContaining({ severity: 'error', field })]);
  });

  describe('of an operation with servers of its own', () => {
    const upload = 'https://{region}.upload.test/v1';
    const region = { region: { default: 'eu', enum: ['eu', 'us'] } };
    const operationWith = (pathServers: object[], operationServers: object[]) =>
      describeOperation(
        {
          openapi: '3.1.0',
          servers: [{ url: 'https://whole.test' }],
          paths: { '/a': { servers: pathServers, get: { servers: operationServers, responses: {} } } },
        },
        'GET /a',
      );
    const named = [{ url: upload, variables: region }];

    test.each([
      ['neither', [], [], {}, 'https://api.test/v1/a'],
      ['the path', named, [], {}, 'https://eu.upload.test/v1/a'],
      ['the operation', [], named, {}, 'https://eu.upload.test/v1/a'],
      [
        'both, of which the operation comes first',
        [{ url: 'https://path.test' }],
        named,
        {},
        'https://eu.upload.test/v1/a',
      ],
      ['a relative one', [{ url: '../v9' }], [], {}, 'https://docs.test/v9/a'],
      ['its variable is given', named, [], { serverVariables: { region: 'us' } }, 'https://us.upload.test/v1/a'],
      ['another server is chosen', named, [], { server: 'https://by.hand' }, 'https://by.hand/a'],
      ['the base URL is chosen', named, [], { server: 'https://api.test/v1/' }, 'https://api.test/v1/a'],
      ['the whole address is written', named, [], { url: 'https://other.test/b' }, 'https://other.test/b'],
    ])('where it is named by %s', (_, ofPath, ofOperation, fields, expected) => {
      const operation = operationWith(ofPath, ofOperation);
      expect(buildRequest(draftOf({ url: '/a', ...fields }), operation, base).address).toBe(expected);
    });

    test('refuses a value that the variable does not list', () => {
      const draft = draftOf({ url: '/a', serverVariables: { region: 'evil.test/' } });
      const { problems } = buildRequest(draft, operationWith(named, []), base);
      expect(problems).toEqual([expect.objectContaining({ severity: 'error', field: 'server' })]);
    });
  });

  test('needs a whole address without an integration', () => {
    expect(buildRequest(draftOf({ url: '/a' }), null, null)).toMatchObject({ url: null, problems: [{ field: 'url' }] });
  });

  test('a path parameter never leaves its segment', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (value) => {
        const draft = draftOf({ url: 'https://api.test/a/{id}/b', parameters: [{ name: 'id', in: 'path', value }] });
        const { url, problems } = buildRequest(draft, null, null);
        if (problems.length > 0) {
          expect(value).toMatch(/^\.{1,2}$|[\ud800-\udfff]/);
          return;
        }
        expect(url?.origin).toBe('https://api.test');
        expect(url?.pathname.split('/')).toHaveLength(4);
        expect(url?.pathname).toMatch(/^\/a\/[^/]+\/b$/);
      }),
    );
  });
});

const operation = describeOperation(
  {
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    paths: {
      '/items/{ids}': {
        post: {
          parameters: [
            {
              name: 'ids',
              in: 'path',
              required: true,
              style: 'matrix',
              explode: true,
              schema: { type: 'array', items: {} },
            },
            { name: 'tags', in: 'query', style: 'pipeDelimited', explode: false, schema: { type: 'array', items: {} } },
            { name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object' } },
            { name: 'many', in: 'query', schema: { type: 'array', items: {} } },
            { name: 'X-List', in: 'header', schema: { type: 'array', items: {} } },
            { name: 'session', in: 'cookie', required: true, schema: {} },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
              },
            },
          },
          responses: {},
        },
      },
    },
  },
  'POST /items/{ids}',
);

describe('an operation', () => {
  test('writes each parameter in the style that it declares', () => {
    const parameters: RequestDraftInput['parameters'] = [
      { name: 'ids', in: 'path', value: [1, 2] },
      { name: 'tags', in: 'query', value: ['a', 'b c'] },
      { name: 'filter', in: 'query', value: { size: 'L' } },
      { name: 'many', in: 'query', value: [1, 2] },
      { name: 'x-list', in: 'header', value: ['a', 'b'] },
      { name: 'session', in: 'cookie', value: 's1' },
      { name: 'extra', in: 'query', value: 'e&f' },
      { name: 'off', in: 'query', value: 'x', enabled: false },
    ];
    const built = buildRequest(draftOf({ method: 'post', url: '/items/{ids}', parameters }), operation, base);
    expect(built.url?.pathname).toBe('/v1/items/;ids=1;ids=2');
    expect([...(built.url?.searchParams ?? [])]).toEqual([
      ['tags', 'a|b c'],
      ['filter[size]', 'L'],
      ['many', '1'],
      ['many', '2'],
      ['extra', 'e&f'],
    ]);
    expect(built.headers.map(([name, value]) => [name.toLowerCase(), value])).toEqual([
      ['x-list', 'a,b'],
      ['cookie', 'session=s1'],
    ]);
    expect(built.method).toBe('POST');
  });

  const optionalList = { anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'null' }] };
  const fastApi = describeOperation(
    {
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      components: { schemas: { Ids: { type: 'array', items: { type: 'integer' } } } },
      paths: {
        '/a': {
          get: {
            parameters: [
              { name: 'ids', in: 'query', schema: optionalList },
              { name: 'named', in: 'query', explode: false, schema: { $ref: '#/components/schemas/Ids' } },
              { name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object' } },
              { name: 'big', in: 'query', schema: { type: 'integer' } },
              { name: 'text', in: 'query', schema: { type: 'string' } },
              { name: 'json', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
            ],
            responses: {},
          },
        },
      },
    },
    'GET /a',
  );

  test.each<[string, string[], string]>([
    ['ids', ['[9007199254740993,2]'], 'ids=9007199254740993&ids=2'],
    ['ids', ['1', '2'], 'ids=1&ids=2'],
    ['named', ['[1,2]'], 'named=1,2'],
    ['named', ['1', '2'], 'named=1,2'],
    ['filter', ['{"a":9007199254740993,"b":{"c":1.10}}'], 'filter%5Ba%5D=9007199254740993&filter%5Bb%5D%5Bc%5D=1.10'],
    ['big', ['9007199254740993'], 'big=9007199254740993'],
    ['text', ['["a"]'], 'text=%5B%22a%22%5D'],
    ['json', ['{"a":9007199254740993}'], 'json=%7B%22a%22%3A9007199254740993%7D'],
    ['undeclared', ['[1]', '[2]'], 'undeclared=%5B1%5D&undeclared=%5B2%5D'],
  ])('%s of the texts %j is %s', (name, values, expected) => {
    const parameters = values.map((value) => ({ name, in: 'query' as const, value }));
    const built = buildRequest(draftOf({ url: '/a', parameters }), fastApi, base);
    expect(built.address).toBe(`https://api.test/v1/a?${expected}`);
  });

  test('null is not sent where it stands for no value', () => {
    const parameters = [{ name: 'ids', in: 'query' as const, value: 'null' }];
    expect(buildRequest(draftOf({ url: '/a', parameters }), fastApi, base).address).toBe('https://api.test/v1/a');
  });

  test('blocks on a missing path parameter and warns of the rest', () => {
    const { problems } = buildRequest(draftOf({ method: 'POST', url: '/items/{ids}' }), operation, base);
    expect(problems.map(({ field, severity }) => [field, severity])).toEqual([
      ['ids', 'error'],
      ['session', 'warning'],
      ['body', 'warning'],
    ]);
  });

  test('an empty value is none in the path, which it would leave, and one in the query', () => {
    const given = (value: string) =>
      draftOf({
        url: '/items/{id}',
        parameters: [
          { name: 'id', in: 'path', value },
          { name: 'q', in: 'query', value },
        ],
      });
    const built = (value: string) => buildRequest(given(value), null, base);
    expect(built('').problems).toMatchObject([{ field: 'id', severity: 'error' }]);
    expect(built('').address).toBe('https://api.test/v1/items/%7Bid%7D?q=');
    expect([built('7').address, built('7').problems]).toEqual(['https://api.test/v1/items/7?q=7', []]);
    expect(built('a/b?c').address).toBe('https://api.test/v1/items/a%2Fb%3Fc?q=a%2Fb%3Fc');
  });

  test.each([
    ['{"name": "a"}', []],
    ['{"name": 1}', [{ field: 'body', severity: 'warning', message: expect.stringContaining('/name') }]],
    ['{\n  "name": }', [{ field: 'body', line: 2, column: 11 }]],
    [
      '{"name": "a"',
      [{ field: 'body', line: 1, column: 13, message: 'The body is not valid JSON: it ends too early.' }],
    ],
    ['nope', [{ field: 'body', line: 1, column: 2 }]],
    ['', [{ field: 'body' }]],
  ])('checks the body %o', (text, expected) => {
    const parameters: RequestDraftInput['parameters'] = [
      { name: 'ids', in: 'path', value: [1] },
      { name: 'session', in: 'cookie', value: 's1' },
    ];
    const body = { kind: 'text', mediaType: 'application/json', text } as const;
    const { problems } = buildRequest(
      draftOf({ method: 'POST', url: '/items/{ids}', parameters, body }),
      operation,
      base,
    );
    expect(problems).toEqual(expected.map((problem) => expect.objectContaining(problem)));
  });
});

describe('bodies', () => {
  test('form fields are encoded, and the ones switched off stay away', () => {
    const fields = [
      { name: 'a b', value: 'c&d' },
      { name: 'off', value: 'x', enabled: false },
    ];
    const built = buildRequest(
      draftOf({
        url: 'https://a.test',
        body: { kind: 'form', mediaType: 'application/x-www-form-urlencoded', fields },
      }),
      null,
      null,
    );
    expect(built.body?.shown).toBe('a+b=c%26d');
    expect(built.headers).toEqual([['Content-Type', 'application/x-www-form-urlencoded']]);
  });

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data'] as const)(
    '%s goes out whole and shows no password',
    (mediaType) => {
      const body = { kind: 'form', mediaType, fields: [{ name: 'password', value: 'xyz' }] } as const;
      const built = buildRequest(
        draftOf({ url: 'https://a.test', body: { ...body, fields: [...body.fields] } }),
        null,
        null,
      );
      expect(Buffer.from(built.body?.bytes ?? []).toString()).toContain('xyz');
      expect(built.body?.shown).not.toContain('xyz');
    },
  );

  test('multipart carries files as they are, and names cannot break out of their part', async () => {
    const data = Buffer.from([0, 255, 13, 10]).toString('base64');
    const fields = [
      { name: 'no"te\r\n', value: 'hé' },
      { name: 'file', value: '', file: { name: 'a.bin', mediaType: 'image/png\r\nX: y', data } },
    ];
    const built = buildRequest(
      draftOf({ url: 'https://a.test', body: { kind: 'form', mediaType: 'multipart/form-data', fields } }),
      null,
      null,
    );
    const headers = Object.fromEntries(built.headers);
    const form = await new Response(Buffer.from(built.body?.bytes ?? []), { headers }).formData();
    expect(form.get('no"te\r\n')).toBe('hé');
    const file = form.get('file');
    if (!(file instanceof File)) throw new Error('no file');
    expect([file.name, [...new Uint8Array(await file.arrayBuffer())]]).toEqual(['a.bin', [0, 255, 13, 10]]);
    expect(built.body?.shown).toContain('(4 bytes of a.bin)');
  });

  test.each([
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
  ])('of %s say that they are %s', (mediaType, expected) => {
    const body = { kind: 'text', mediaType, text: '{}' } as const;
    expect(buildRequest(draftOf({ url: 'https://a.test', body }), null, null).headers).toEqual([
      ['Content-Type', expected],
    ]);
  });

  test('a file goes out byte by byte, and is named where it is no text', () => {
    const data = Buffer.from([0, 255, 254, 10]).toString('base64');
    const body = { kind: 'file', mediaType: 'image/png', name: 'a.png', data } as const;
    const built = buildRequest(draftOf({ url: 'https://a.test', body }), null, null);
    expect([...(built.body?.bytes ?? [])]).toEqual([0, 255, 254, 10]);
    expect(built).toMatchObject({ headers: [['Content-Type', 'image/png']], body: { shown: '(4 bytes of a.png)' } });
  });

  test.each([
    { kind: 'text', mediaType: 'application/json', text: '{"password":"hunter2-xyz","a":1}' },
    {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [{ name: 'meta', value: '{"password":"hunter2-xyz","a":1}' }],
    },
    {
      kind: 'file',
      mediaType: 'application/json',
      name: 'a.json',
      data: Buffer.from('{"password":"hunter2-xyz","a":1}').toString('base64'),
    },
  ] satisfies RequestDraftInput['body'][])(
    '$kind: a secret inside goes out and is neither shown, copied nor kept',
    (body) => {
      const built = buildRequest(draftOf({ url: 'https://a.test', body }), null, null);
      expect(Buffer.from(built.body?.bytes ?? []).toString()).toContain('hunter2-xyz');
      const left = JSON.stringify([built.body?.shown, built.body?.copied]);
      expect(left).not.toContain('hunter2-xyz');
      expect(left).not.toContain(Buffer.from('{"password":"hunter2-xyz","a":1}').toString('base64'));
      expect(built.typed).toMatchObject([{ place: 'body', value: 'hunter2-xyz' }]);
    },
  );

  test('a file of text without secrets is shown', () => {
    const data = Buffer.from('{"a":1}').toString('base64');
    const body = { kind: 'file', mediaType: 'application/json', name: 'a.json', data } as const;
    expect(buildRequest(draftOf({ url: 'https://a.test', body }), null, null)).toMatchObject({
      body: { shown: '{"a":1}' },
    });
  });

  test('a Content-Type that a person wrote stays', () => {
    const parameters: RequestDraftInput['parameters'] = [{ name: 'content-type', in: 'header', value: 'text/csv' }];
    const body = { kind: 'text', mediaType: 'text/plain', text: 'a' } as const;
    expect(buildRequest(draftOf({ url: 'https://a.test', parameters, body }), null, null).headers).toEqual([
      ['content-type', 'text/csv'],
    ]);
  });
});
