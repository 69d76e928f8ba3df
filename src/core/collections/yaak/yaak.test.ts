import { expect, test } from 'vitest';
import { readPortable } from '../read.ts';

/** As Yaak writes a template. */
const tag = (expression: string) => `\${[ ${expression} ]}`;

const exported = {
  yaakVersion: '2025.9.0',
  yaakSchema: 4,
  timestamp: '2026-01-01T00:00:00Z',
  resources: {
    workspaces: [
      {
        id: 'wk_1',
        model: 'workspace',
        name: 'Work',
        description: 'About',
        authenticationType: 'bearer',
        authentication: { token: tag('token') },
        headers: [{ name: 'H', value: '1', enabled: true }],
        settingRequestTimeout: 1500,
        settingFollowRedirects: false,
      },
    ],
    folders: [
      { id: 'fl_1', workspaceId: 'wk_1', folderId: null, name: 'Folder', sortPriority: 2 },
      { id: 'fl_2', workspaceId: 'wk_1', folderId: 'fl_1', name: 'Inner', sortPriority: 1 },
    ],
    httpRequests: [
      {
        id: 'rq_1',
        workspaceId: 'wk_1',
        folderId: 'fl_2',
        name: 'Get',
        method: 'GET',
        url: `${tag('base')}/users/:id?x=1`,
        sortPriority: 1,
        urlParameters: [
          { name: ':id', value: '7', enabled: true },
          { name: 'q', value: tag('uuid.v4()'), enabled: false },
          { name: '', value: '' },
        ],
        headers: [{ name: 'A', value: tag("response.body.path(request='rq_2')"), enabled: true }],
      },
      {
        id: 'rq_2',
        workspaceId: 'wk_1',
        folderId: null,
        name: '',
        method: 'POST',
        url: 'https://a.test/json',
        sortPriority: 1,
        bodyType: 'application/json',
        body: { text: `{"a": "${tag('b')}"}` },
        headers: [{ name: 'Content-Type', value: 'application/json' }],
        authenticationType: 'none',
        authentication: {},
      },
      {
        id: 'rq_3',
        workspaceId: 'wk_1',
        folderId: null,
        name: 'Form',
        method: 'POST',
        url: 'https://a.test',
        sortPriority: 3,
        bodyType: 'multipart/form-data',
        body: {
          form: [
            { name: 'f', file: '/a.png', contentType: 'image/png', enabled: true },
            { name: 't', value: 'v', enabled: false },
          ],
        },
        authenticationType: 'apikey',
        authentication: { location: 'query', key: 'k', value: 'v' },
      },
      {
        id: 'rq_4',
        workspaceId: 'wk_1',
        folderId: null,
        name: 'Graph',
        method: 'POST',
        url: 'https://a.test',
        sortPriority: 4,
        bodyType: 'graphql',
        body: { query: '{ a }', variables: '{"b":1}' },
        authenticationType: 'oauth2',
        authentication: {},
      },
      {
        id: 'rq_5',
        workspaceId: 'wk_1',
        folderId: null,
        name: 'File',
        method: 'PUT',
        url: 'https://a.test',
        sortPriority: 5,
        bodyType: 'binary',
        body: { filePath: '/b.bin' },
      },
    ],
    grpcRequests: [{ id: 'gr_1', workspaceId: 'wk_1', name: 'Call' }],
    websocketRequests: [{ id: 'wr_1', workspaceId: 'wk_1', name: 'Socket' }],
    environments: [
      {
        id: 'ev_1',
        workspaceId: 'wk_1',
        parentModel: 'workspace',
        parentId: null,
        name: 'Global Variables',
        variables: [{ name: 'base', value: 'https://a.test', enabled: true }],
      },
      {
        id: 'ev_2',
        workspaceId: 'wk_1',
        parentModel: 'environment',
        name: 'Live',
        color: '#00ff00',
        variables: [
          { name: 'token', value: tag('secure(value="canary")') },
          { name: 'off', value: '1', enabled: false },
        ],
      },
      {
        id: 'ev_3',
        workspaceId: 'wk_1',
        parentModel: 'folder',
        parentId: 'fl_1',
        name: 'Folder',
        variables: [{ name: 'inner', value: '2', enabled: true }],
      },
    ],
  },
};

test('an export is read with folders in order, inherited settings, environments and templates', () => {
  const { collections, format } = readPortable([{ path: 'y.json', text: JSON.stringify(exported) }]);
  expect(format).toBe('yaak');
  expect(collections).toMatchObject([
    {
      name: 'Work',
      description: 'About',
      auth: { kind: 'bearer', token: '{{token}}' },
      headers: [{ name: 'H', value: '1' }],
      settings: { timeoutSeconds: 1.5, followRedirects: false },
      items: [
        {
          name: 'POST https://a.test/json',
          auth: { kind: 'none' },
          body: { kind: 'text', mediaType: 'application/json', text: '{"a": "{{b}}"}' },
          parameters: [],
        },
        {
          kind: 'folder',
          name: 'Folder',
          variables: [{ name: 'inner', value: '2' }],
          items: [
            {
              name: 'Inner',
              items: [
                {
                  name: 'Get',
                  url: '{{base}}/users/{id}',
                  auth: { kind: 'inherit' },
                  parameters: [
                    { in: 'query', name: 'x', value: '1' },
                    { in: 'path', name: 'id', value: '7' },
                    { in: 'query', name: 'q', value: '{{$guid}}', enabled: false },
                    { in: 'header', name: 'A' },
                  ],
                },
              ],
            },
          ],
        },
        {
          name: 'Form',
          auth: { kind: 'apiKey', in: 'query', name: 'k', value: 'v' },
          body: {
            kind: 'form',
            fields: [
              { name: 'f', file: { path: '/a.png' }, mediaType: 'image/png' },
              { name: 't', enabled: false },
            ],
          },
        },
        { name: 'Graph', auth: { kind: 'none' }, body: { kind: 'graphql', query: '{ a }', variables: '{"b":1}' } },
        { name: 'File', body: { kind: 'file', path: '/b.bin' } },
      ],
      environments: [
        { name: 'Global Variables', isGlobal: true, variables: [{ name: 'base', value: 'https://a.test' }] },
        {
          name: 'Live',
          isGlobal: false,
          color: '#00ff00',
          variables: [
            { name: 'token', value: '', secret: true },
            { name: 'off', enabled: false },
          ],
        },
      ],
    },
  ]);
});

test('other kinds of requests, functions of templates and what is encrypted are noted', () => {
  const { notes } = readPortable([{ path: 'y.json', text: JSON.stringify(exported) }]);
  expect(notes.map(({ path, message }) => `${path.join('/')}: ${message}`).sort()).toEqual([
    'Work/Call: A gRPC request was left out.',
    'Work/Folder/Inner/Get: The template function “response.body.path” was kept as text; it has to be replaced by hand.',
    'Work/Graph: OAuth 2.0 can’t be taken over; set it by hand.',
    'Work/Live: The value of “token” is encrypted and was left empty.',
    'Work/Socket: A WebSocket request was left out.',
  ]);
});

test('an export from before folders had variables keeps those of the workspace', () => {
  const text = JSON.stringify({
    yaakSchema: 1,
    resources: {
      workspaces: [{ id: 'w', name: 'Old', variables: [{ name: 'a', value: 'b', enabled: true }] }],
      requests: [{ id: 'r', workspaceId: 'w', name: 'R', url: 'https://a.test' }],
      environments: [],
    },
  });
  expect(readPortable([{ path: 'y.json', text }]).collections).toMatchObject([
    {
      name: 'Old',
      environments: [{ isGlobal: true, variables: [{ name: 'a', value: 'b' }] }],
      items: [{ name: 'R', method: 'GET' }],
    },
  ]);
});

const smallExport = (resources: object) =>
  JSON.stringify({
    yaakVersion: '1',
    yaakSchema: 4,
    resources: { workspaces: [{ id: 'w', name: 'W' }], ...resources },
  });

test('settings of a folder or request count where they are enabled, and otherwise leave it to the one above', () => {
  const own = (value: unknown, enabled = true) => ({ enabled, value });
  const text = smallExport({
    folders: [{ id: 'f', workspaceId: 'w', name: 'F', settingFollowRedirects: own(false) }],
    httpRequests: [
      {
        id: 'r',
        workspaceId: 'w',
        folderId: 'f',
        name: 'R',
        url: 'https://a.test',
        settingFollowRedirects: own(true, false),
        settingRequestTimeout: own(2500),
        settingSendCookies: own(false),
        settingStoreCookies: own(false),
        settingValidateCertificates: own(false),
      },
    ],
  });
  const { collections, notes } = readPortable([{ path: 'a.json', text }]);
  const settings = { followRedirects: null, timeoutSeconds: 2.5, useCookies: false };
  expect(collections[0]?.items).toMatchObject([{ settings: { followRedirects: false }, items: [{ settings }] }]);
  expect(notes.map(({ message }) => message)).toEqual([
    'Certificates are verified all the same; allow a host in the settings.',
  ]);
});

test('a base environment of schema 3, and the name of a GraphQL operation', () => {
  const text = smallExport({
    environments: [
      { id: 'e1', workspaceId: 'w', environmentId: null, name: 'Base', variables: [{ name: 'a', value: '1' }] },
      { id: 'e2', workspaceId: 'w', environmentId: 'e1', name: 'Live', variables: [] },
    ],
    httpRequests: [
      {
        workspaceId: 'w',
        name: 'R',
        method: 'POST',
        url: 'https://a.test',
        bodyType: 'graphql',
        body: { query: 'query A { a } query B { b }', variables: '{}', operationName: 'B' },
      },
    ],
  });
  const [read] = readPortable([{ path: 'a.json', text }]).collections;
  expect(read?.environments.map(({ name, isGlobal }) => [name, isGlobal])).toEqual([
    ['Base', true],
    ['Live', false],
  ]);
  expect(read?.items).toMatchObject([{ body: { kind: 'graphql', operationName: 'B' } }]);
});
