import { expect, test } from 'vitest';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { checkConnection } from './check.ts';
import { createConnection } from './create.ts';
import { readConnection } from './list.ts';

const key = 'canary-key-4711-abcdef';

async function guarded(accept: string) {
  return loopbackServer((request, response) => {
    response.writeHead(request.headers['x-api-key'] === accept ? 200 : 401).end('{}');
  });
}

test('marks a connection valid when the host accepts its key', async () => {
  const rig = await connectionsRig();
  const server = await guarded(key);
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const made = createConnection(rig.deps, rig.admin, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team', secret: key },
  });
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: made.id });
  expect(result).toMatchObject({ ok: true, status: 200, method: 'GET' });
  expect(readConnection(rig.deps, rig.store.read, rig.admin, made.id)).toMatchObject({
    state: 'valid',
    lastStatus: 200,
    secretHint: '••••cdef',
  });
});

test('keeps a refused connection and says what to do', async () => {
  const rig = await connectionsRig();
  const server = await guarded('another');
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, displayName: 'Books', manualAuth });
  const made = createConnection(rig.deps, rig.admin, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team', secret: key },
  });
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: made.id });
  expect(result).toMatchObject({
    ...{ ok: false, status: 401, todo: 'Replace the key, or check that it has not expired.' },
    message: 'Books refused the key (401). The connection is kept and marked refused.',
  });
  expect(readConnection(rig.deps, rig.store.read, rig.admin, made.id).state).toBe('refused');
});
