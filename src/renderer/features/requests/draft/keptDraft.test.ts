import { expect, test } from 'vitest';
import { createJudge } from '#core/http/secretJudge.ts';
import { blankDraft } from './draft.ts';
import { withoutSecrets } from './keptDraft.ts';

const canary = 'canary-5150';

test('keeps no value that is likely to be a secret', () => {
  const { draft: kept, hidden } = withoutSecrets(
    {
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
    },
    createJudge(),
  );
  expect(JSON.stringify(kept)).not.toContain(canary);
  expect(kept.url).toBe('https://user:••••@example.com/a?api_key=••••&page=2');
  expect(hidden).toEqual(['password', 'api_key', 'Authorization', 'sid', 'access_token']);
});

test('keeps ordinary values', () => {
  const draft = { ...blankDraft(), parameters: [{ name: 'page', in: 'query' as const, value: 2, enabled: true }] };
  expect(withoutSecrets(draft, createJudge()).draft.parameters).toEqual(draft.parameters);
});
