import { expect, test } from 'vitest';
import { readPortable } from './read.ts';

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
