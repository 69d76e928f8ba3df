import converters, { type BrunoItem } from '@usebruno/converters';
import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { version4 } from '#test/support/insomniaExport.ts';
import type { PortableFolder, PortableRequest } from '../portable.ts';
import { readPortable } from '../read.ts';

const firstRequest = {
  kind: 'request',
  name: 'First',
  description: 'Why',
  method: 'POST',
  url: '{{base_url}}/{id}/a',
  parameters: [
    { in: 'path', name: 'id', value: '7' },
    { in: 'query', name: 'x', value: '1' },
    { in: 'query', name: 'q', value: 'a b', enabled: true },
    { in: 'query', name: 'off', value: '1', enabled: false },
    { in: 'header', name: 'X-A', value: '{{token}}', enabled: false },
  ],
  body: { kind: 'text', mediaType: 'application/json', text: '{"id": "{{$guid}}", "t": {{odd-name}}}' },
  auth: { kind: 'bearer', token: '{{token}}', prefix: 'Bearer' },
  settings: { followRedirects: false, useCookies: false },
  scripts: { before: 'a();', after: '' },
};

const environments = [
  {
    name: 'Base Environment',
    isGlobal: true,
    variables: [
      { name: 'base_url', value: 'https://a.test' },
      { name: 'list', value: '[1]' },
    ],
  },
  {
    name: 'Live',
    isGlobal: false,
    color: '#ff0000',
    variables: [
      { name: 'base_url', value: 'https://live.test', secret: false },
      { name: 'key', value: 'canary', secret: true, enabled: false },
    ],
  },
];

const expectedItems = [
  {
    kind: 'folder',
    name: 'Folder',
    variables: [{ name: 'a.b', value: '1' }],
    auth: { kind: 'basic', username: 'u', password: 'p' },
    headers: [{ name: 'H', value: '1' }],
    items: [firstRequest, { name: 'Second', url: '{{base_url}}/b', auth: { kind: 'inherit' } }],
  },
  {
    name: 'Form',
    auth: { kind: 'inherit' },
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [
        { name: 'f', file: { path: '/a.png' } },
        { name: 't', value: 'v', enabled: false },
      ],
    },
  },
  {
    name: 'GraphQL',
    auth: { kind: 'none' },
    body: { kind: 'graphql', query: '{ a }', variables: '{\n  "b": 1\n}', operationName: 'X' },
  },
];

const read = (document: object) => readPortable([{ path: 'a.json', text: JSON.stringify(document) }]);

test('an export of version 4 is read with folders in order, environments, templates and notes', () => {
  const { collections, notes, format } = read(version4);
  expect(format).toBe('insomnia');
  expect(collections).toMatchObject([{ name: 'Work', items: expectedItems, environments }]);
  expect(notes.map(({ path, message }) => `${path.join('/')}: ${message}`)).toEqual([
    ': The cookies of the jar were left out.',
    'Work/Socket: A WebSocket request was left out.',
    'Work/Call: A gRPC request was left out.',
    'Work/GraphQL: OAuth 2.0 can’t be taken over; make a connection for it.',
  ]);
});

const [second, first, folder, form, graphql] = version4.resources;
const version5 = {
  type: 'collection.insomnia.rest/5.0',
  schema_version: '5.1',
  name: 'Work',
  meta: { id: 'wrk_1', description: 'About' },
  collection: [
    {
      name: folder?.name,
      meta: { id: 'fld_1', sortKey: -10 },
      environment: folder?.environment,
      authentication: folder?.authentication,
      headers: folder?.headers,
      children: [
        { ...second, meta: { id: 'req_2', sortKey: 2 } },
        {
          ...first,
          preRequestScript: undefined,
          description: undefined,
          settingFollowRedirects: undefined,
          meta: { id: 'req_1', sortKey: 1, description: 'Why' },
          scripts: { preRequest: 'a();' },
          settings: { followRedirects: 'off', cookies: { send: false, store: false } },
        },
      ],
    },
    { ...form, meta: { id: 'req_3', sortKey: 5 } },
    { ...graphql, meta: { id: 'req_4', sortKey: 6 } },
    { name: 'Socket', url: 'wss://a.test', meta: { id: 'ws-req_1', sortKey: 7 } },
    { name: 'Call', url: 'a.test', reflectionApi: {}, meta: { id: 'greq_1', sortKey: 8 } },
  ],
  cookieJar: { name: 'Default Jar', cookies: [{ key: 'a', value: 'b' }] },
  environments: {
    name: 'Base Environment',
    data: version4.resources[8]?.data,
    subEnvironments: [version4.resources[9]],
  },
};

test('a file of version 5 is read the same', () => {
  const { collections, notes } = readPortable([{ path: 'a.yaml', text: dump(version5, { skipInvalid: true }) }]);
  expect(collections).toMatchObject([{ name: 'Work', description: 'About', items: expectedItems, environments }]);
  expect(notes.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      'A WebSocket request was left out.',
      'A gRPC request was left out.',
      'The cookies of the jar were left out.',
    ]),
  );
});

test('environments of version 5 stand alone', () => {
  const text = dump({ type: 'environment.insomnia.rest/5.0', name: 'E', environments: version5.environments });
  expect(readPortable([{ path: 'e.yaml', text }]).environments).toMatchObject(environments);
});

test.each([
  ["{% response 'body', 'req_1', 'b64::JC5pZA==::46b', 'never', 60 %}", 'response'],
  ["{% prompt 'How many?', '', '500' %}", 'prompt'],
  ['{{ _.name | upper }}', 'filters'],
])('the template %s stays as it was, and is noted', (value, word) => {
  const document = {
    ...version4,
    resources: [
      { _id: 'w', _type: 'workspace', name: 'W' },
      {
        _id: 'r',
        _type: 'request',
        parentId: 'w',
        name: 'R',
        url: 'https://a.test',
        parameters: [{ name: 'a', value }],
      },
    ],
  };
  const { collections, notes } = read(document);
  expect(collections[0]?.items).toMatchObject([{ parameters: [{ value }] }]);
  expect(notes).toMatchObject([{ path: ['W', 'R'], message: expect.stringContaining(word) }]);
});

/** Name, method, address, headers and kind of body of each request, as Bruno’s converter has them and as we do. */
function asBruno(items: readonly BrunoItem[]): unknown[] {
  return items.flatMap((item) => {
    if (item.type === 'folder') return [item.name, ...asBruno(item.items ?? [])];
    const { request } = item;
    const rows = (list: { name: string; value: string; enabled: boolean }[] = []) =>
      list.filter(({ name }) => name !== '').map(({ name, value, enabled }) => [name, value, enabled]);
    return [
      [
        item.name,
        request?.method,
        rows(request?.headers).filter(([name]) => name !== 'Content-Type'),
        rows(request?.params),
      ],
    ];
  });
}

function asWeHave(items: readonly (PortableFolder | PortableRequest)[]): unknown[] {
  return items.flatMap((item) => {
    if (item.kind === 'folder') return [item.name, ...asWeHave(item.items)];
    const rows = (...where: string[]) =>
      where
        .flatMap((each) => item.parameters.filter((row) => row.in === each))
        .map(({ name, value, enabled }) => [name, value, enabled]);
    // The converter leaves the query of the address where it is.
    return [[item.name, item.method, rows('header'), rows('query', 'path').filter(([name]) => name !== 'x')]];
  });
}

test('Bruno’s converter finds the same requests in a file of version 5', () => {
  const plain = { ...version5, collection: version5.collection.slice(0, 3) };
  const { collections } = read(plain);
  const theirs = asBruno(converters.insomniaToBruno(structuredClone(JSON.parse(JSON.stringify(plain)))).items);
  // It takes the requests of a folder as they stand in the file, not as Insomnia shows them.
  const sort = (list: unknown[]) => list.map((each) => JSON.stringify(each)).sort();
  expect(sort(asWeHave(collections[0]?.items ?? []))).toEqual(sort(theirs));
});

test('older exports: a body that is its text, and authentication before there were kinds of it', () => {
  const resources = [
    {
      _id: 'r',
      _type: 'request',
      name: 'Old',
      url: 'https://a.test',
      method: 'POST',
      body: '{"a":1}',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      authentication: { username: '{{ key }}', password: '' },
    },
  ];
  const text = JSON.stringify({ _type: 'export', __export_format: 2, resources });
  expect(readPortable([{ path: 'a.json', text }]).collections).toMatchObject([
    {
      items: [
        {
          body: { kind: 'text', mediaType: 'application/json', text: '{"a":1}' },
          auth: { kind: 'basic', username: '{{key}}', password: '' },
        },
      ],
    },
  ]);
  const first = JSON.stringify({ _type: 'export', __export_format: 1, items: [] });
  expect(() => readPortable([{ path: 'a.json', text: first }])).toThrow(/none of the formats/);
});

test('YAML on one line is read as YAML', () => {
  const text =
    "{_type: export, __export_format: 4, resources: [{_id: w, _type: workspace, name: W}, {_id: r, _type: request, parentId: w, name: R, url: 'https://a.test'}]}";
  expect(readPortable([{ path: 'a.yaml', text }]).collections).toMatchObject([{ name: 'W', items: [{ name: 'R' }] }]);
});
