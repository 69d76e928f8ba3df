import { expect, test } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import { draftOfCurl } from './curlDraft.ts';

test('a pasted command becomes a request that the console takes, and says what it left out', () => {
  const pasted = draftOfCurl(`curl -k -X PUT https://a.test/x -H 'X-A: 1' -F 'file=@a.png' -F note=hi --max-time 7 -L`);
  expect(requestDraft.parse(pasted?.draft)).toMatchObject({
    method: 'PUT',
    url: 'https://a.test/x',
    parameters: [{ name: 'X-A', in: 'header', value: '1', enabled: true }],
    body: { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'file' }, { name: 'note', value: 'hi' }] },
    followRedirects: true,
    timeoutSeconds: 7,
  });
  expect(pasted?.notes).toEqual([
    'Set under Settings, Network, if you need it: --insecure',
    'Choose again under Body: a.png',
  ]);
});

test('what a draft cannot hold is said, and no password', () => {
  const pasted = draftOfCurl(
    `curl -x http://u:pw@proxy.test:1 -E c.pem:pw --http2 --digest -u a:b --wat -F 'a=b;type=x/y' https://a.test/{1,2,3}`,
  );
  expect(pasted?.draft).toMatchObject({ url: 'https://a.test/1', parameters: [] });
  expect(pasted?.notes).toEqual([
    '2 more requests in the command, which were left out',
    'Not taken over: --wat, --digest, the type x/y of a',
    'Set under Settings, Network, if you need it: --proxy http://proxy.test:1, --cert c.pem, HTTP/2',
  ]);
  const headers = (command: string) => draftOfCurl(command)?.draft.parameters.map(({ name, value }) => [name, value]);
  expect(headers('curl https://ä:b@a.test')).toEqual([['Authorization', `Basic ${btoa('Ã¤:b')}`]]);
  expect(headers('curl a.test --oauth2-bearer t')).toEqual([['Authorization', 'Bearer t']]);
});

test.each([
  ['0.4', 1],
  ['1.6', 2],
  ['99999', 3_600],
  ['soon', null],
])('a time of %s seconds is one of %s', (written, seconds) => {
  expect(draftOfCurl(`curl a.test -m ${written}`)?.draft.timeoutSeconds).toBe(seconds);
});

test('a file as the body, a text and none', () => {
  expect(draftOfCurl('curl a.test --data-binary @x.bin')?.draft.body).toMatchObject({ kind: 'file', name: '' });
  expect(draftOfCurl(`curl a.test --json '{}'`)?.draft.body).toEqual({
    kind: 'text',
    mediaType: 'application/json',
    text: '{}',
  });
  expect(draftOfCurl('curl a.test')?.draft.body).toEqual({ kind: 'none' });
  expect(draftOfCurl('https://a.test')).toBeNull();
});
