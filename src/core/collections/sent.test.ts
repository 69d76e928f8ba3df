import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import newman from 'newman';
import { expect, test } from 'vitest';
import { type RecordedRequest, requestRecorder } from '#test/support/requestRecorder.ts';
import { collectionOf, fieldOf, folderOf, parameterOf, requestOf, variableOf } from './parts.ts';
import type { PortableCollection } from './portable.ts';
import { writePostman } from './postman/write.ts';
import { writeCurl } from './toCurl.ts';

const json = { kind: 'text', mediaType: 'application/json', text: '{"a":"it’s {{word}}","b":"\'$x`"}' } as const;

/** Requests whose values are hard to write, all to one server. */
const hard = (url: string): PortableCollection =>
  collectionOf({
    name: 'Hard',
    variables: [variableOf('baseUrl', url), variableOf('word', 'filled in')],
    auth: { kind: 'bearer', token: 'abc', prefix: 'Bearer' },
    items: [
      folderOf({
        name: 'Folder',
        headers: [fieldOf('X-Folder', 'from above')],
        items: [
          requestOf({
            name: 'Query',
            url: '{{baseUrl}}/items/{id}?flag',
            parameters: [
              parameterOf('path', 'id', 'a b/c%'),
              parameterOf('query', 'plain', '1'),
              parameterOf('query', 'hard', 'a&b=c+d #100% é'),
              parameterOf('query', 'off', 'x', { enabled: false }),
              parameterOf('header', 'X-Own', `it's "quoted"`),
            ],
          }),
        ],
      }),
      requestOf({ name: 'JSON', method: 'POST', url: '{{baseUrl}}/json', body: json }),
      requestOf({
        name: 'Form',
        method: 'PUT',
        url: '{{baseUrl}}/form',
        body: {
          kind: 'form',
          mediaType: 'application/x-www-form-urlencoded',
          fields: [fieldOf('a b', 'c&d=é+'), fieldOf('off', 'x', { enabled: false })],
        },
      }),
      requestOf({
        name: 'Other type',
        method: 'PATCH',
        url: '{{baseUrl}}/other',
        body: { kind: 'text', mediaType: 'application/merge-patch+json', text: '{}' },
        auth: { kind: 'none' },
      }),
    ],
  });

/** What a server can tell of a request, whichever way its signs were encoded. */
function seen({ method, target, headers, body }: RecordedRequest) {
  const url = new URL(target, 'http://a.test');
  const header = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const type = header('content-type');
  const text = body.toString();
  return {
    method,
    path: decodeURIComponent(url.pathname),
    ...(target.includes('flag') && { flag: /[?&]flag(&|$)/.test(target) }),
    query: [...url.searchParams],
    body: type === 'application/x-www-form-urlencoded' ? [...new URLSearchParams(text)] : text,
    type,
    authorization: header('authorization'),
    own: header('x-own'),
    folder: header('x-folder'),
  };
}

const expected = (authorization: string) => [
  {
    method: 'GET',
    path: '/items/a b/c%',
    flag: true,
    query: [
      ['flag', ''],
      ['plain', '1'],
      ['hard', 'a&b=c+d #100% é'],
    ],
    body: '',
    authorization,
    own: `it's "quoted"`,
    folder: 'from above',
  },
  {
    method: 'POST',
    path: '/json',
    query: [],
    body: '{"a":"it’s filled in","b":"\'$x`"}',
    type: 'application/json',
    authorization,
  },
  {
    method: 'PUT',
    path: '/form',
    query: [],
    body: [['a b', 'c&d=é+']],
    type: 'application/x-www-form-urlencoded',
    authorization,
  },
  { method: 'PATCH', path: '/other', query: [], body: '{}', type: 'application/merge-patch+json' },
];

test('newman runs what is written for Postman, and sends what was meant', async () => {
  const server = await requestRecorder();
  const collection: unknown = JSON.parse(writePostman(hard(server.url)).files[0]?.text ?? '');
  const summary = await new Promise((resolve, reject) => {
    newman.run({ collection, reporters: [] }, (error, done) => (error === null ? resolve(done) : reject(error)));
  });
  expect(summary).toMatchObject({ run: { failures: [] } });
  expect(server.received.map(seen)).toEqual(expected('Bearer abc'));
});

test('the real curl sends what was meant, with a mask where a secret was', async () => {
  const server = await requestRecorder();
  const text = writeCurl(hard(server.url)).files[0]?.text ?? '';
  for (const command of text.split(/^(?=# )/m)) await promisify(execFile)('sh', ['-c', command]);
  const received = server.received.map(seen).map((each) => ({
    ...each,
    authorization: each.authorization === undefined ? undefined : Buffer.from(each.authorization, 'latin1').toString(),
  }));
  expect(received).toEqual(expected('••••'));
});

test('files of a form are named by their last name, and what curl cannot say beforehand is noted', () => {
  const { files, notes } = writeCurl(
    collectionOf({
      name: 'a/b:c',
      items: [
        requestOf({
          name: 'Upload\nand run',
          method: 'POST',
          url: 'https://a.test',
          auth: { kind: 'digest', username: 'u', password: 'canary' },
          body: {
            kind: 'form',
            mediaType: 'multipart/form-data',
            fields: [{ ...fieldOf('f', ''), file: { path: '/home/me/a.png' }, mediaType: 'image/png' }],
          },
        }),
      ],
    }),
  );
  expect(files.map(({ path }) => path)).toEqual(['a-b-c.sh']);
  expect(files[0]?.text.split('\n')[0]).toBe('# Upload and run');
  expect(files[0]?.text).toContain('f=@"a.png";type=image/png');
  expect(files[0]?.text).not.toContain('canary');
  expect(notes).toEqual([
    {
      path: ['a/b:c', 'Upload\nand run'],
      message: 'The authentication was left out, as its values are made while sending.',
    },
  ]);
});
