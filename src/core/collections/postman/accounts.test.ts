import { expect, test } from 'vitest';
import { readPortable } from '../read.ts';
import { requestsIn } from '../tree.ts';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const read = (document: object) => readPortable([{ path: 'a.json', text: JSON.stringify(document) }]);
const current = { info: { name: 'C', schema }, item: [{ name: 'R', request: { url: 'x' } }] };

const environment = {
  name: 'Live',
  values: [{ key: 'a', value: 'b', enabled: false, type: 'secret' }],
  _postman_variable_scope: 'environment',
};

test('a whole account is read: collections of v2 and of v1, environments and globals', () => {
  const legacy = {
    id: 'c',
    name: 'Old',
    order: ['r2', 'lost'],
    folders_order: ['f'],
    folders: [{ id: 'f', name: 'Folder', order: ['r1'] }],
    requests: [
      {
        id: 'r1',
        name: 'One',
        url: 'https://a.test/:id?x=1',
        method: 'POST',
        headers: 'A: b\n//C: d',
        dataMode: 'raw',
        rawModeData: '{}',
        pathVariables: { id: 7 },
        tests: 'x();',
      },
      { id: 'r2', name: 'Two', url: 'https://a.test', dataMode: 'params', data: [] },
      {
        id: 'r3',
        name: 'Three',
        url: 'https://a.test',
        method: 'POST',
        dataMode: 'urlencoded',
        data: [{ key: 'k', value: 'v', enabled: false }],
      },
      {
        id: 'r4',
        name: 'Four',
        url: 'https://a.test',
        method: 'POST',
        dataMode: 'params',
        data: [
          { key: 'f', type: 'file', value: ['/1', '/2'] },
          { key: 'e', type: 'file', value: [] },
          { key: 't', value: 5, contentType: 'text/csv' },
        ],
      },
      {
        id: 'r5',
        name: 'Five',
        url: 'https://a.test',
        method: 'POST',
        dataMode: 'raw',
        rawModeData: 'x',
        dataDisabled: true,
      },
    ],
  };
  const { collections, environments, notes } = read({
    version: 1,
    collections: [current, legacy],
    environments: [environment],
    headerPresets: [{}],
    globals: [{ key: 'g', value: '1', enabled: true }],
  });
  expect(collections.map(({ name }) => name)).toEqual(['C', 'Old']);
  expect(collections[1]?.items).toMatchObject([
    {
      kind: 'folder',
      items: [
        {
          name: 'One',
          method: 'POST',
          url: 'https://a.test/{id}',
          parameters: [
            { in: 'path', value: '7' },
            { in: 'query', name: 'x' },
            { in: 'header', name: 'A' },
            { name: 'C', enabled: false },
          ],
          body: { kind: 'text', text: '{}' },
          scripts: { after: 'x();' },
        },
      ],
    },
    { name: 'Two', body: { kind: 'none' } },
    { name: 'Three', body: { kind: 'form', fields: [{ name: 'k', enabled: false }] } },
    {
      name: 'Four',
      body: {
        mediaType: 'multipart/form-data',
        fields: [
          { name: 'f', file: { path: '/1' } },
          { name: 'f', file: { path: '/2' } },
          { name: 'e', file: { path: '' } },
          { name: 't', value: '5', mediaType: 'text/csv' },
        ],
      },
    },
    { name: 'Five', body: { kind: 'none' } },
  ]);
  expect(environments).toEqual([
    {
      name: 'Live',
      isGlobal: false,
      color: null,
      variables: [{ name: 'a', value: 'b', enabled: false, secret: true }],
    },
    {
      name: 'Globals',
      isGlobal: true,
      color: null,
      variables: [{ name: 'g', value: '1', enabled: true, secret: false }],
    },
  ]);
  expect(notes.map(({ message }) => message)).toContain('Header presets were left out.');
});

test('an unpacked account export is read file by file, and a broken file leaves the others alone', () => {
  const files = [
    { path: 'export/archive.json', text: '{"collection":{"1":true},"environment":{"2":true}}' },
    { path: 'export/collection/1.json', text: JSON.stringify(current) },
    { path: 'export/collection/3.json', text: '{"info": {"name": "cut' },
    { path: 'export/environment/2.json', text: JSON.stringify(environment) },
  ];
  const { collections, environments, notes, format } = readPortable(files);
  expect(format).toBe('postman');
  expect(collections.flatMap((each) => requestsIn(each))).toHaveLength(1);
  expect(environments).toHaveLength(1);
  expect(notes).toEqual([
    { path: ['export/collection/3.json'], message: 'The JSON ends before it is complete. The file was left out.' },
  ]);
});

test('a collection without info, the globals as a list of variables, and an item that sends nothing', () => {
  const item = [{ name: 'One', request: 'https://a.test' }, { name: 'Bare' }, { name: 'Empty', item: [] }];
  const { collections, notes } = readPortable([{ path: 'a.json', text: JSON.stringify({ item }) }]);
  expect(collections).toMatchObject([
    {
      name: 'Collection',
      items: [
        { kind: 'request', name: 'One' },
        { kind: 'request', name: 'Bare', url: '' },
        { kind: 'folder', name: 'Empty' },
      ],
    },
  ]);
  expect(notes).toEqual([{ path: ['Collection', 'Bare'], message: 'The request has no address.' }]);
  const globals = [{ key: 'a', value: '1', type: 'text', enabled: false }];
  expect(readPortable([{ path: 'g.json', text: JSON.stringify(globals) }]).environments).toMatchObject([
    { name: 'Globals', isGlobal: true, variables: [{ name: 'a', value: '1', enabled: false }] },
  ]);
});

test('an example of the same request with other descriptions and rows that are off is of no other one', () => {
  const request = (description: string, rows: object[] = [], value = '1') => ({
    method: 'POST',
    url: 'https://a.test',
    header: [{ key: 'A', value, description }, ...rows],
    body: { mode: 'urlencoded', urlencoded: [{ key: 'k', value: 'v', description }] },
  });
  const off = { key: 'B', value: '2', disabled: true };
  const response = [
    { name: 'same', originalRequest: request('another', [off]), code: 200 },
    { name: 'other', originalRequest: request('one', [], '2'), code: 200 },
  ];
  const item = [{ name: 'R', request: request('one'), response }];
  const { notes } = readPortable([{ path: 'a.json', text: JSON.stringify({ item }) }]);
  expect(notes.map(({ message }) => message)).toEqual([
    'The example “other” was made with another request, which was left out.',
  ]);
});
