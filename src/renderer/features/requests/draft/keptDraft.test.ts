import { afterEach, expect, test, vi } from 'vitest';
import type { RequestDraft } from '#contract/requests.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { blankDraft } from './draft.ts';
import { readDraft, withoutSecrets, writeDraft } from './keptDraft.ts';

const canary = 'canary-5150';

afterEach(() => vi.unstubAllGlobals());

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

test.each<[string, Partial<RequestDraft>]>([
  ['a password', { auth: { kind: 'basic', username: 'ada', password: canary } }],
  ['a token', { auth: { kind: 'bearer', token: canary, prefix: 'Bearer' } }],
  ['an API key', { auth: { kind: 'apiKey', in: 'query', name: 'k', value: canary } }],
  [
    'keys of AWS',
    {
      auth: {
        kind: 'awsSigV4',
        accessKeyId: 'AKIDEXAMPLE',
        secretAccessKey: canary,
        sessionToken: canary,
        region: 'eu-west-1',
        service: 's3',
      },
    },
  ],
  ['a variable', { variables: [{ name: 'apiToken', value: canary, enabled: true }] }],
  ['a script', { scripts: { before: `pm.variables.set('password', '${canary}9f8e7d6c5b4a3928');`, after: '' } }],
])('keeps no secret of %s that was typed', (_what, typed) => {
  const { draft: kept, hidden } = withoutSecrets({ ...blankDraft(), ...typed }, createJudge());
  expect(JSON.stringify(kept)).not.toContain(canary);
  expect(hidden).not.toEqual([]);
});

test('keeps what names a variable, tests, settings, and what parts of a form say', () => {
  const draft: RequestDraft = {
    ...blankDraft(),
    auth: { kind: 'bearer', token: '{{apiToken}}', prefix: 'Bearer' },
    httpVersion: '2',
    connectSeconds: 4,
    variables: [{ name: 'town', value: 'Bergen', enabled: true }],
    assertions: [{ enabled: true, subject: 'status', expression: '', operator: 'equals', value: '200' }],
    captures: [{ enabled: true, variable: 'id', subject: 'jsonPath', expression: '$.id' }],
    scripts: { before: '', after: "pm.test('ok', () => pm.response.to.be.ok);" },
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [{ name: 'row', value: '{}', mediaType: 'application/json', description: 'A row', enabled: true }],
    },
  };
  expect(withoutSecrets(draft, createJudge())).toEqual({ draft, hidden: [] });
});

test.each<[string, object, object]>([
  ['is known by its path alone', { data: '', elsewhere: '/home/a.pdf' }, { elsewhere: '/home/a.pdf' }],
  ['the console does not keep', { data: 'AAAA' }, { elsewhere: 'a.pdf' }],
  ['the console keeps', { data: 'AAAA', stored: { id: 'a', bytes: 3 } }, { stored: { id: 'a', bytes: 3 } }],
])('a file that %s stays a file, and says which', (_, given, kept) => {
  const file = { name: 'a.pdf', mediaType: 'application/pdf', data: '', ...given };
  const expected = { name: 'a.pdf', mediaType: 'application/pdf', data: '', ...kept };
  const bodies: RequestDraft['body'][] = [
    { kind: 'file', ...file },
    { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'f', value: '', enabled: true, file }] },
  ];
  const [whole, form] = bodies.map((body) => withoutSecrets({ ...blankDraft(), body }, createJudge()).draft.body);
  expect(whole).toEqual({ kind: 'file', ...expected });
  expect(form).toMatchObject({ fields: [{ name: 'f', file: expected }] });
});

test('keeps ordinary values', () => {
  const draft = { ...blankDraft(), parameters: [{ name: 'page', in: 'query' as const, value: 2, enabled: true }] };
  expect(withoutSecrets(draft, createJudge()).draft.parameters).toEqual(draft.parameters);
});

test('a draft comes back with what it began from, so that what was saved meanwhile is not overwritten unasked', () => {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
  });
  const parameters = [{ name: 'Authorization', in: 'header' as const, value: `Bearer ${canary}`, enabled: true }];
  const seen = { name: 'Parcels', draft: { ...blankDraft(), url: 'https://api.test/parcels', parameters } };
  const draft = { ...seen.draft, url: 'https://api.test/parcels?page=2' };
  writeDraft('tenant:saved:1', { draft, exchangeId: null, seen }, createJudge());
  const kept = readDraft('tenant:saved:1');
  expect([kept?.draft.url, kept?.seen?.name, kept?.seen?.draft.url]).toEqual([draft.url, 'Parcels', seen.draft.url]);
  expect(JSON.stringify(kept)).not.toContain(canary);
  writeDraft('tenant:free', { draft, exchangeId: null, seen: null }, createJudge());
  expect(readDraft('tenant:free')?.seen).toBeNull();
});
