import { describe, expect, test } from 'vitest';
import { createConnection } from '#main/domains/connections/index.ts';
import { draftOf, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';

type Rig = Awaited<ReturnType<typeof requestsRig>>;

describe('composing', () => {
  test('shows hints where secrets will stand, also while the vault is locked', async () => {
    const rig = await requestsRig();
    const make = (
      manualAuth: Parameters<Rig['integrate']>[0]['manualAuth'],
      kind: 'apiKey' | 'basic',
      username?: string,
    ) => {
      const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
      const input = {
        integrationId,
        name: 'bot',
        kind,
        schemeKey: null,
        visibility: 'team',
        secret: 'canary-key-4711-abcdef',
        username,
      } as const;
      return draftOf({ integrationId, connectionId: createConnection(rig.deps, rig.admin, input).id, url: '/x' });
    };
    const inQuery = make({ kind: 'apiKey', in: 'query', name: 'k', prefix: '' }, 'apiKey');
    const basic = make({ kind: 'basic' }, 'basic', 'ada-lovelace');
    rig.vault.lock();
    expect(await composeRequest(rig.requests, rig.admin, inQuery)).toMatchObject({
      url: 'https://api.example.com/x?k=••••cdef',
      curl: "curl 'https://api.example.com/x?k=••••cdef'",
      foreignHost: null,
    });
    expect((await composeRequest(rig.requests, rig.admin, basic)).headers).toEqual([
      { name: 'Authorization', value: 'Basic ••••' },
    ]);
    const elsewhere = { ...inQuery, url: 'https://other.test/' };
    expect((await composeRequest(rig.requests, rig.admin, elsewhere)).foreignHost).toBe('other.test');
  });

  test('is open to viewers, who cannot use a connection', async () => {
    const rig = await requestsRig();
    const viewer = rig.member('viewer', 'Vera');
    expect((await composeRequest(rig.requests, viewer, draftOf({ url: 'https://a.test/' }))).url).toBe(
      'https://a.test/',
    );
    const integrationId = rig.integrate({ baseUrl: 'https://a.test', manualAuth: { kind: 'bearer' } });
    const { id: connectionId } = createConnection(rig.deps, rig.admin, {
      integrationId,
      name: 'bot',
      kind: 'bearer',
      schemeKey: null,
      visibility: 'team',
      secret: 'x',
    });
    const draft = draftOf({ integrationId, connectionId, url: '/' });
    await expect(composeRequest(rig.requests, viewer, draft)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('writes a command that a shell takes as it is meant', async () => {
    const rig = await requestsRig();
    const body = { kind: 'text', mediaType: 'application/json', text: `{"a": "it's"}` } as const;
    const { curl } = await composeRequest(
      rig.requests,
      rig.admin,
      draftOf({ method: 'POST', url: 'https://a.test/?b=c d', body }),
    );
    expect(curl).toBe(
      `curl -X POST 'https://a.test/?b=c%20d' \\\n  -H 'Content-Type: application/json' \\\n  --data-raw '{"a": "it'\\''s"}'`,
    );
  });
});
