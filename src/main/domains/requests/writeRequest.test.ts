import { expect, test } from 'vitest';
import type { RequestDraftInput } from '#contract/requests.ts';
import { type CodeLanguage, codeLanguageIds } from '#core/code/languages.ts';
import { createConnection } from '#main/domains/connections/index.ts';
import { draftOf, requestsRig } from '#test/support/requestsRig.ts';
import { writeRequest } from './compose.ts';

const canary = 'canary-key-4711-abcdef';

async function connected(
  manualAuth: { kind: 'apiKey'; in: 'query' | 'header'; name: string; prefix: string } | { kind: 'bearer' },
) {
  const rig = await requestsRig();
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
  const { id: connectionId } = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: manualAuth.kind,
    schemeKey: null,
    visibility: 'team',
    secret: canary,
  });
  const write = (fields: Partial<RequestDraftInput>, language: CodeLanguage) =>
    writeRequest(rig.requests, rig.admin, {
      draft: draftOf({ integrationId, connectionId, url: '/x', ...fields }),
      language,
    });
  return { rig, write };
}

test.each(codeLanguageIds)(
  'in %s, a placeholder stands where a secret goes, of a connection as of what was typed',
  async (language) => {
    const { rig, write } = await connected({ kind: 'bearer' });
    rig.vault.lock();
    const code = await write(
      {
        method: 'POST',
        url: `/x?api_key=typed-${canary}&page=2`,
        parameters: [{ name: 'X-Auth-Token', in: 'header', value: `typed-${canary}` }],
        body: { kind: 'text', mediaType: 'application/json', text: `{"password":"typed-${canary}","lang":"en"}` },
      },
      language,
    );
    expect(code).not.toContain('canary');
    expect(code).not.toContain('•');
    expect(code).not.toMatch(/cdef/);
    expect(code.match(/YOUR_SECRET/g)?.length).toBe(4);
    expect(code).toContain('page=2');
    expect(code).toContain('lang');
  },
);

test('a key in the query', async () => {
  const { write } = await connected({ kind: 'apiKey', in: 'query', name: 'k', prefix: '' });
  expect(await write({}, 'fetch')).toContain('"https://api.example.com/x?k=YOUR_SECRET"');
});

test('redirects as the request follows them', async () => {
  const { write } = await connected({ kind: 'bearer' });
  expect(await write({ followRedirects: false }, 'requests')).toContain('allow_redirects=False');
  expect(await write({ followRedirects: true }, 'requests')).not.toContain('allow_redirects');
});
