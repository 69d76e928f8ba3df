import { expect, test } from 'vitest';
import { collectionOf, requestOf } from './parts.ts';
import { readPortable } from './read.ts';
import { writeCurl } from './toCurl.ts';

const text = `# from the documentation
curl -X POST 'https://a.test/orders?x=1%202' \\
  -H 'Accept: application/json' \\
  -d '{"a": 1}' -H 'Content-Type: application/json' -u me:secret -L --max-time 5

# another one
curl https://a.test/{a,b}
curl.exe -F "f=@/tmp/a.png;type=image/png" -k https://a.test/upload
`;

test('a text of curl commands becomes a collection with a request for each address', () => {
  const { collections, notes, format } = readPortable([
    { path: 'docs/orders.sh', text: text.slice(text.indexOf('curl')) },
  ]);
  expect(format).toBe('curl');
  expect(collections).toMatchObject([
    {
      name: 'orders',
      items: [
        {
          name: 'POST a.test/orders',
          method: 'POST',
          url: 'https://a.test/orders',
          parameters: [
            { in: 'query', name: 'x', value: '1 2' },
            { in: 'header', name: 'Accept' },
          ],
          body: { kind: 'text', mediaType: 'application/json', text: '{"a": 1}' },
          auth: { kind: 'basic', username: 'me', password: 'secret' },
          settings: { followRedirects: true, timeoutSeconds: 5 },
        },
        { name: 'GET a.test/a', url: 'https://a.test/a' },
        { name: 'GET a.test/b' },
        {
          name: 'POST a.test/upload',
          body: { kind: 'form', fields: [{ name: 'f', file: { path: '/tmp/a.png' }, mediaType: 'image/png' }] },
        },
      ],
    },
  ]);
  expect(notes).toEqual([
    { path: ['orders', 'POST a.test/upload'], message: 'Set for the connection instead of here: insecure.' },
  ]);
});

test('a comment before the first command is passed over', () => {
  expect(readPortable([{ path: 'a.txt', text }]).collections[0]?.items).toHaveLength(4);
});

test('a body of several lines stays whole, whatever its lines begin with', () => {
  const given = `curl https://a.test -d '# a heading
# another

curl is a word here
'

# it's the second
curl https://b.test --data-binary @- <<EOF
curl https://not.test
EOF
echo 'x' | curl https://c.test -d @-
curl.exe https://d.test ^
  -H "A: b"
`;
  const [read] = readPortable([{ path: 'a.sh', text: given }]).collections;
  expect(
    read?.items.map((item) => item.kind === 'request' && [item.url, item.body.kind === 'text' && item.body.text]),
  ).toEqual([
    ['https://a.test', '# a heading\n# another\n\ncurl is a word here\n'],
    ['https://b.test', 'curl https://not.test\n'],
    ['https://c.test', 'x'],
    ['https://d.test', false],
  ]);
});

test('commands that are exported come back, with a long body, and names that look like commands', () => {
  const text = `it's ${'x'.repeat(150_000)}\n# curl https://not.test\ncurl it`;
  const body = { kind: 'text', mediaType: 'text/plain', text } as const;
  const items = [
    requestOf({ name: 'curl https://not.test', url: 'https://a.test', method: 'POST', body }),
    requestOf({ name: 'echo', url: 'https://b.test' }),
  ];
  const [read] = readPortable(writeCurl(collectionOf({ name: 'C', items })).files).collections;
  expect(read?.items).toMatchObject([{ url: 'https://a.test', method: 'POST', body }, { url: 'https://b.test' }]);
  expect(read?.items).toHaveLength(2);
});
