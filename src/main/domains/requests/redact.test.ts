import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import { createJudge, isStrongValue } from '#core/http/secretJudge.ts';
import { draftOf, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { redactDraft } from './redact.ts';

const judge = createJudge();

describe('drafts that are kept', () => {
  const secrets = [
    'Bearer canary-one-123456',
    'canary-two-123456',
    'canary-three-123456',
    'canary-four-123456',
    'canary-five-123456',
  ];
  const draft = draftOf({
    url: 'https://a.test/?access_token=canary-five-123456',
    parameters: [
      { name: 'authorization', in: 'header', value: secrets[0] ?? '' },
      { name: 'X-Api-Key', in: 'header', value: secrets[1] ?? '' },
      { name: 'sid', in: 'cookie', value: secrets[2] ?? '' },
      { name: 'note', in: 'query', value: ['plain', 'again canary-two-123456'] },
    ],
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [{ name: 'client_secret', value: secrets[3] ?? '' }],
    },
  });

  test('hold no secret that was typed by hand, and can be opened again', async () => {
    const kept = redactDraft(draft, { judge });
    expect(kept.parameters.map(({ value }) => value)).toEqual(['••••', '••••', '••••', ['plain', 'again ••••']]);
    expect(kept.url).toBe('https://a.test/?access_token=••••');
    expect(requestDraft.parse(kept)).toEqual(kept);
    expect(JSON.stringify(kept)).not.toContain('canary');
    const rig = await requestsRig();
    const again = await composeRequest(rig.requests, rig.admin, kept);
    expect(again.problems).toContainEqual(expect.objectContaining({ severity: 'error', field: 'X-Api-Key' }));
  });

  test('stay what they are where there is no text, however deep a secret lies', () => {
    const value = [5, true, null, { a: [1.5, { b: false, c: 'canary-two-123456', d: {} }], e: [] }];
    const kept = redactDraft(draftOf({ parameters: [{ name: 'filter', in: 'query', value }] }), {
      judge,
      secrets: ['canary-two-123456'],
    });
    const [parameter] = kept.parameters;
    expect(parameter?.value).toEqual([5, true, null, { a: [1.5, { b: false, c: '••••', d: {} }], e: [] }]);
    for (const each of [0, false, null, -1.5])
      expect(
        redactDraft(draftOf({ parameters: [{ name: 'n', in: 'query', value: each }] }), { judge }).parameters[0]?.value,
      ).toBe(each);
  });

  test('no text of a draft shows a secret, whatever it is and wherever it stands', () => {
    const secret = fc.string({ minLength: 8 }).filter((text) => text.trim() === text && isStrongValue(`x${text}`));
    fc.assert(
      fc.property(secret, (value) => {
        const hidden = draftOf({
          url: 'https://a.test',
          parameters: [
            { name: 'token', in: 'header', value: `x${value}` },
            { name: 'q', in: 'query', value: `x${value}` },
          ],
        });
        const kept = redactDraft(hidden, { judge });
        expect(kept.parameters.map((parameter) => parameter.value)).toEqual(['••••', '••••']);
      }),
    );
  });

  test('a short secret is masked where its name says so, and nowhere else', () => {
    const parameters = [
      { name: 'X-Token', in: 'header' as const, value: '42' },
      { name: 'max_tokens', in: 'query' as const, value: '256' },
      { name: 'pageToken', in: 'query' as const, value: 'next-page-123456' },
      { name: 'q', in: 'query' as const, value: '42' },
    ];
    const given = draftOf({ url: 'https://a.test/?api_key=42&token=42&n=42', parameters });
    const kept = redactDraft(given, { judge });
    expect(kept.url).toBe('https://a.test/?api_key=••••&token=42&n=42');
    expect(kept.parameters.map(({ value }) => value)).toEqual(['••••', '256', 'next-page-123456', '42']);
  });

  test('a file that shows a secret, and in the history a body that is too long, are left out', () => {
    const data = Buffer.from('x canary-two-123456 y').toString('base64');
    const file = { name: 'a', mediaType: 'text/plain', data };
    const withFile = draftOf({
      url: 'https://a.test',
      body: { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'f', value: '', file }] },
    });
    const kept = redactDraft(withFile, { judge, secrets: ['canary-two-123456'] });
    expect(kept.body).toMatchObject({ fields: [{ file: { data: '' } }] });
    const long = draftOf({
      url: 'https://a.test',
      body: { kind: 'text', mediaType: 'text/plain', text: 'x'.repeat(300_000) },
    });
    expect(redactDraft(long, { judge }).body).toEqual(long.body);
  });
});
