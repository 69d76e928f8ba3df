import { expect, test } from 'vitest';
import { createConnection, readState } from '#main/domains/connections/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { shownConnection } from '#test/support/shownConnection.ts';
import { sendRequest } from './send.ts';

async function connected() {
  const rig = await requestsRig();
  const answer = { status: 200 };
  const server = await loopbackServer((_request, response) => void response.writeHead(answer.status).end());
  const integrationId = rig.integrate({ baseUrl: server.url });
  const base = { integrationId, name: 'bot', kind: 'bearer', schemeKey: null, visibility: 'team' } as const;
  const { id: connectionId } = createConnection(rig.deps, rig.admin, { ...base, secret: 'canary-token' });
  const send = async (status: number, connection: typeof connectionId | null = connectionId) => {
    answer.status = status;
    const draft = draftOf({ integrationId, connectionId: connection, url: '/' });
    await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    return shownConnection(rig, connectionId);
  };
  return { rig, send, key: { tenantId: rig.admin.tenantId, id: connectionId } };
}

test('a 401 refuses the connection that went along, and a later success takes that back', async () => {
  const { send } = await connected();
  expect(await send(401)).toMatchObject({ state: 'refused', stateReason: expect.stringContaining('401') });
  expect(await send(200)).toMatchObject({
    state: 'unchecked',
    stateReason: expect.stringContaining('not checked'),
    lastStatus: 200,
  });
});

test.each([403, 404, 429, 500])('a %i says nothing of it', async (status) => {
  const { send } = await connected();
  expect(await send(status)).toMatchObject({ state: 'unchecked', lastStatus: status });
});

test('a 401 to a request without it says nothing of it', async () => {
  const { send } = await connected();
  expect(await send(401, null)).toMatchObject({ state: 'unchecked' });
});

test('a refusal that a check saw stays, whatever another request says', async () => {
  const { rig, send, key } = await connected();
  rig.store.sqlite.exec(
    "UPDATE connection_state SET state = 'refused', last_status = 401, last_used_at = 5, last_checked_at = 5",
  );
  await send(200);
  expect(await send(200)).toMatchObject({ state: 'refused' });
  expect(readState(rig.store.read, key)?.lastStatus).toBe(200);
});

test('a secret that cannot be read is seen though nothing was sent, and open pages hear of it', async () => {
  const { rig, send, key } = await connected();
  const stale = new Set<string>();
  rig.events.onEvent((event) => void (event.type === 'changed' && stale.add(`${event.topic} ${event.ids}`)));
  rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'; UPDATE secrets SET sealed = x'00'");
  await expect(send(200)).rejects.toMatchObject({ code: 'NO_SECRET' });
  expect(rig.store.sqlite.prepare('SELECT state FROM connection_state').get()).toEqual({ state: 'failing' });
  expect([...stale]).toEqual(['connections', 'integrations', 'assistants'].map((topic) => `${topic} ${key.id}`));
});

test('a locked vault says nothing of a connection, and no page hears of it', async () => {
  const { rig, send } = await connected();
  rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'");
  rig.vault.lock();
  let heard = 0;
  rig.events.onEvent(() => {
    heard += 1;
  });
  await expect(send(200)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
  expect(rig.store.sqlite.prepare('SELECT state FROM connection_state').get()).toEqual({ state: 'valid' });
  expect(heard).toBe(0);
});
