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
    `curl -x http://u:pw@proxy.test:1 -E c.pem:pw --http3 --ntlm -u a:b --wat -F 'a=b;type=x/y' https://a.test/{1,2,3}`,
  );
  expect(pasted?.draft).toMatchObject({ url: 'https://a.test/1', parameters: [], auth: { kind: 'connection' } });
  expect(pasted?.draft.body).toMatchObject({ fields: [{ name: 'a', value: 'b', mediaType: 'x/y' }] });
  expect(pasted?.notes).toEqual([
    '2 more requests in the command, which were left out',
    'Not taken over: --wat, --ntlm',
    'Set under Settings, Network, if you need it: --proxy http://proxy.test:1, --cert c.pem, HTTP/3',
  ]);
});

test.each([
  ['-u ada:pw', { kind: 'basic', username: 'ada', password: 'pw' }],
  ['--anyauth -u ada:', { kind: 'basic', username: 'ada', password: '' }],
  ['--digest -u ada:p:w', { kind: 'digest', username: 'ada', password: 'p:w' }],
  ['--oauth2-bearer t', { kind: 'bearer', token: 't', prefix: 'Bearer' }],
  ['--negotiate -u :', { kind: 'connection' }],
  ['--aws-sigv4 osc:amz:eu:api -u k:s', { kind: 'connection' }],
  [
    '--aws-sigv4 aws:amz:eu-west-1:execute-api -u k:s',
    {
      kind: 'awsSigV4',
      accessKeyId: 'k',
      secretAccessKey: 's',
      sessionToken: '',
      region: 'eu-west-1',
      service: 'execute-api',
    },
  ],
])('the credentials of %s are typed ones', (options, auth) => {
  const pasted = draftOfCurl(`curl https://a.test ${options}`);
  expect(requestDraft.parse(pasted?.draft).auth).toEqual(auth);
  expect(pasted?.draft.parameters).toEqual([]);
});

test('a signature takes its region and service from the host, and its session token from the headers', () => {
  const pasted = draftOfCurl(
    `curl https://s3.eu-north-1.amazonaws.com/x --aws-sigv4 aws:amz -u k:s -H 'X-Amz-Security-Token: t' -H 'X-A: 1'`,
  );
  expect(pasted?.draft.auth).toMatchObject({ region: 'eu-north-1', service: 's3', sessionToken: 't' });
  expect(pasted?.draft.parameters.map(({ name }) => name)).toEqual(['X-A']);
  expect(pasted?.notes).toEqual([]);
});

test.each([
  ['--http2', { httpVersion: '2' }],
  ['--http1.1', { httpVersion: '1.1' }],
  ['--http3', { httpVersion: null }],
  ['--connect-timeout 2.4', { connectSeconds: 2, timeoutSeconds: null }],
  ['--max-redirs 3', { maxRedirects: 3 }],
  ['--max-redirs 99', { maxRedirects: 50 }],
  ['-L', { maxRedirects: null, followRedirects: true }],
])('%s is a setting of the request', (options, settings) => {
  expect(requestDraft.parse(draftOfCurl(`curl https://a.test ${options}`)?.draft)).toMatchObject(settings);
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
  expect(draftOfCurl('curl a.test --data-binary @dir/x.bin')?.draft.body).toMatchObject({
    kind: 'file',
    name: 'x.bin',
    data: '',
    elsewhere: 'dir/x.bin',
  });
  expect(draftOfCurl(`curl a.test --json '{}'`)?.draft.body).toEqual({
    kind: 'text',
    mediaType: 'application/json',
    text: '{}',
  });
  expect(draftOfCurl('curl a.test')?.draft.body).toEqual({ kind: 'none' });
  expect(draftOfCurl('https://a.test')).toBeNull();
});

test('a text that the command gives the name of a file is that file', () => {
  const pasted = draftOfCurl(`curl https://a.test -F 'a=é;filename=x.html' -F 'b=1;filename=y;type=x/y'`);
  expect(requestDraft.parse(pasted?.draft).body).toMatchObject({
    fields: [
      { name: 'a', value: '', file: { name: 'x.html', mediaType: 'text/html', data: 'w6k=' } },
      { name: 'b', file: { name: 'y', mediaType: 'x/y', data: 'MQ==' } },
    ],
  });
  expect(pasted?.notes).toEqual([]);
});
