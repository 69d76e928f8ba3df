import converters from '@usebruno/converters';
import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { expect, test } from 'vitest';
import { asBruno, inBrunosWords } from '#test/support/asBruno.ts';
import { collections } from '#test/support/portableCollections.ts';
import { readPortable } from '../read.ts';
import { writeOpenCollection } from './write.ts';

const bundled = {
  opencollection: '1.0.0',
  info: { name: 'Work', version: '1' },
  bundled: true,
  docs: { content: '# About', type: 'text/markdown' },
  config: {
    environments: [
      {
        name: 'Live',
        color: '#00ff00',
        variables: [
          { name: 'a', value: { type: 'number', data: '5' } },
          { secret: true, name: 's' },
          {
            name: 'v',
            value: [
              { title: 'x', value: '1' },
              { title: 'y', selected: true, value: '2' },
            ],
            disabled: true,
          },
        ],
      },
    ],
    clientCertificates: [{ domain: 'a.test', type: 'pem' }],
  },
  request: {
    auth: { type: 'basic', username: 'u', password: 'p' },
    headers: [{ name: 'H', value: '1' }],
    variables: [{ name: 'x', value: '1' }],
    settings: { http: { timeout: 2000 } },
  },
  items: [
    {
      info: { name: 'Folder', type: 'folder', seq: 1 },
      request: { auth: { type: 'oauth2', flow: 'client_credentials' } },
      items: [
        {
          info: { name: 'Get', type: 'http', seq: 1 },
          http: {
            method: 'get',
            url: 'https://a.test/:id?q=1',
            params: [
              { name: 'q', value: '1', type: 'query' },
              { name: 'id', value: '7', type: 'path', description: { content: 'Which', type: 'text' } },
            ],
            headers: [{ name: 'A', value: 'b', disabled: true }],
            auth: 'inherit',
          },
          runtime: {
            scripts: [
              { type: 'before-request', code: 'a();' },
              { type: 'tests', code: 'b();' },
              { type: 'hooks', code: 'c();' },
            ],
            assertions: [
              { expression: 'res.status', operator: 'eq', value: '200' },
              { expression: 'res.body.items', operator: 'isArray' },
            ],
            actions: [
              {
                type: 'set-variable',
                phase: 'after-response',
                selector: { expression: 'res.body.id', method: 'jsonq' },
                variable: { name: 'id', scope: 'runtime' },
              },
            ],
          },
          settings: { followRedirects: false, timeout: 'inherit', maxRedirects: 3, encodeUrl: true },
          docs: 'What it does',
          examples: [
            {
              name: 'ok',
              response: {
                status: 200,
                statusText: 'OK',
                headers: [{ name: 'X', value: 'y' }],
                body: { type: 'json', data: '{}' },
              },
            },
          ],
        },
      ],
    },
    {
      info: { name: 'Bodies', type: 'http' },
      http: {
        method: 'POST',
        url: 'https://a.test',
        body: [
          { title: 'one', body: { type: 'json', data: '1' } },
          { title: 'two', selected: true, body: { type: 'xml', data: '<a/>' } },
        ],
      },
    },
    {
      info: { name: 'Graph', type: 'graphql' },
      graphql: {
        url: 'https://a.test',
        body: { query: '{ a }', variables: '{}' },
        auth: { type: 'bearer', token: 't' },
      },
    },
    { info: { name: 'Call', type: 'grpc' }, grpc: {} },
    { info: { name: 'Socket', type: 'websocket' }, websocket: {} },
    { type: 'script', script: 'x' },
  ],
};

const expectedItems = [
  {
    kind: 'folder',
    name: 'Folder',
    auth: { kind: 'none' },
    items: [
      {
        name: 'Get',
        method: 'GET',
        url: 'https://a.test/{id}',
        description: 'What it does',
        parameters: [
          { in: 'query', name: 'q', value: '1' },
          { in: 'path', name: 'id', value: '7', description: 'Which' },
          { in: 'header', name: 'A', enabled: false },
        ],
        auth: { kind: 'inherit' },
        scripts: { before: 'a();', after: 'b();' },
        settings: { followRedirects: false, maxRedirects: 3, timeoutSeconds: null },
        assertions: [
          { subject: 'status', operator: 'equals', value: '200' },
          { subject: 'jsonPath', expression: '$.items', operator: 'isType', value: 'array' },
        ],
        captures: [{ variable: 'id', subject: 'jsonPath', expression: '$.id' }],
        examples: [{ name: 'ok', status: 200, body: '{}', headers: [{ name: 'X' }] }],
      },
    ],
  },
  { name: 'Bodies', auth: { kind: 'none' }, body: { kind: 'text', mediaType: 'application/xml', text: '<a/>' } },
  {
    name: 'Graph',
    method: 'POST',
    auth: { kind: 'bearer', token: 't', prefix: 'Bearer' },
    body: { kind: 'graphql', query: '{ a }', variables: '{}' },
  },
];

const expectedRoot = {
  name: 'Work',
  description: '# About',
  auth: { kind: 'basic' },
  headers: [{ name: 'H' }],
  variables: [{ name: 'x', value: '1' }],
  settings: { timeoutSeconds: 2 },
  items: expectedItems,
  environments: [
    {
      name: 'Live',
      color: '#00ff00',
      variables: [
        { name: 'a', value: '5' },
        { name: 's', secret: true },
        { name: 'v', value: '2', enabled: false },
      ],
    },
  ],
};

test('a collection in one file is read, and what has no counterpart is noted', () => {
  const { collections: read, notes, format } = readPortable([{ path: 'work.yml', text: dump(bundled) }]);
  expect(format).toBe('openCollection');
  expect(read).toMatchObject([expectedRoot]);
  expect(notes.map(({ path, message }) => `${path.join('/')}: ${message}`).sort()).toEqual([
    'Work/Bodies: Of several bodies to choose from, only the chosen one was taken over.',
    'Work/Call: A gRPC request was left out.',
    'Work/Folder/Get: A script of the type “hooks” was left out.',
    'Work/Folder: OAuth 2.0 can’t be taken over; set it by hand.',
    'Work/Socket: A WebSocket request was left out.',
    'Work/Untitled: A file of scripts was left out.',
    'Work: Client certificates were left out.',
  ]);
});

test('a collection in a folder is read the same, and a broken file leaves the others alone', () => {
  const { items, config, ...root } = bundled;
  const [folder, ...others] = items;
  const { items: inner = [], ...own } = folder as { items?: object[] };
  const files = [
    { path: 'work/opencollection.yml', text: dump(root) },
    { path: 'work/environments/Live.yml', text: dump(config.environments[0]) },
    { path: 'work/Folder/folder.yml', text: dump(own) },
    { path: 'work/Folder/get.yml', text: dump(inner[0]) },
    { path: 'work/Folder/broken.yml', text: 'info: [' },
    ...others.slice(0, 2).map((item, index) => ({
      path: `work\\${index}.yml`,
      text: dump({ ...item, info: { ...item.info, seq: index + 2 } }),
    })),
  ];
  const { collections: read, notes } = readPortable(files);
  expect(read).toMatchObject([expectedRoot]);
  expect(notes.filter(({ path }) => path.at(-1) === 'Folder/broken.yml')).toHaveLength(1);
});

test('Bruno’s own converter finds in what is written the requests that were there', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const document = load(writeOpenCollection(collection).files[0]?.text ?? '') as object;
      expect(asBruno(converters.openCollectionToBruno(document).items)).toEqual(inBrunosWords(collection.items));
    }),
    { numRuns: 150 },
  );
});

test('the environments of a workspace lie beside its collections, and its list is no collection', () => {
  const files = [
    {
      path: 'ws/workspace.yml',
      text: 'opencollection: 1.0.0\ninfo:\n  name: Mine\n  type: workspace\ncollections:\n  - name: A\n    path: collections/a\n',
    },
    { path: 'ws/environments/Live.yml', text: 'name: Live\nvariables:\n  - name: a\n    value: "1"\n' },
    { path: 'ws/collections/a/opencollection.yml', text: 'opencollection: 1.0.0\ninfo:\n  name: A\n' },
    {
      path: 'ws/collections/a/get.yml',
      text: 'info:\n  name: Get\n  type: http\nhttp:\n  method: GET\n  url: https://a.test\n',
    },
  ];
  const { collections: read, environments, notes } = readPortable(files);
  expect(read.map(({ name }) => name)).toEqual(['A']);
  expect(environments).toMatchObject([{ name: 'Live', variables: [{ name: 'a', value: '1' }] }]);
  expect(notes).toMatchObject([{ path: ['Mine'], message: expect.stringContaining('list of a workspace') }]);
});

test('environments that Bruno exports are read, one or several, with what is switched off', () => {
  const live = {
    name: 'Live',
    color: '#10B981',
    variables: [
      { name: 'a', value: '1', type: 'text', enabled: true, secret: false },
      { name: 'b', value: '2', enabled: false },
    ],
  };
  const info = { type: 'bruno-environment' };
  const expected = {
    name: 'Live',
    color: '#10b981',
    variables: [
      { name: 'a', value: '1', enabled: true },
      { name: 'b', enabled: false },
    ],
  };
  const one = readPortable([{ path: 'e.json', text: JSON.stringify({ ...live, info }) }]);
  expect(one.environments).toMatchObject([expected]);
  const text = JSON.stringify({ info, environments: [live, { name: 'Empty', variables: [] }] });
  expect(readPortable([{ path: 'e.json', text }]).environments).toMatchObject([expected, { name: 'Empty' }]);
});
