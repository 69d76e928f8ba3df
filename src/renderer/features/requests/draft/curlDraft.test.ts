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
  expect(pasted?.notes).toEqual(['Not taken over: -k', 'Choose again under Body: a.png']);
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
