import { expect, test } from 'vitest';
import { isSecretName } from '#core/http/secretNames.ts';
import { blankDraft } from './draft.ts';
import { withoutSecrets } from './keptDraft.ts';

const canary = 'canary-5150';

test('keeps no value that is likely to be a secret', () => {
  const kept = withoutSecrets({
    ...blankDraft(),
    url: `https://user:${canary}@example.com/a?api_key=${canary}&page=2`,
    server: `https://user:${canary}@example.com`,
    parameters: [
      { name: 'Authorization', in: 'header', value: `Bearer ${canary}`, enabled: true },
      { name: 'sid', in: 'cookie', value: canary, enabled: true },
      { name: 'access_token', in: 'query', value: canary, enabled: true },
    ],
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [
        { name: 'password', value: canary, enabled: true },
        { name: 'doc', value: '', enabled: true, file: { name: 'a.txt', mediaType: 'text/plain', data: canary } },
      ],
    },
  });
  expect(JSON.stringify(kept)).not.toContain(canary);
  expect(kept.url).toBe('https://example.com/a?api_key=&page=2');
});

test('keeps ordinary values', () => {
  const draft = { ...blankDraft(), parameters: [{ name: 'page', in: 'query' as const, value: 2, enabled: true }] };
  expect(withoutSecrets(draft).parameters).toEqual(draft.parameters);
});

test.each(['X-API-Key', 'api_key', 'client_secret', 'Proxy-Authorization', 'x-auth-token'])('suspects %s', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(['page', 'keyword', 'Accept', 'monkey'])('does not suspect %s', (name) => {
  expect(isSecretName(name)).toBe(false);
});
