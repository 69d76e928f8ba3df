import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';

async function begin() {
  const { client } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const { id: environmentId } = await client.environments.create({
    name: 'Live',
    color: '#c92a2a',
    isProduction: true,
  });
  const server = await loopbackServer((_request, response) => response.end());
  const send = (method: string, confirmed?: boolean, fields: object = {}) =>
    client.requests.send({
      id: exchangeId.parse(randomUUID()),
      draft: draftOf({ environmentId, method, url: server.url, ...fields }),
      ...(confirmed !== undefined && { confirmed }),
    });
  return { client, environmentId, server, send };
}

test.each(['GET', 'get', 'HEAD', 'OPTIONS', 'options'])(
  '%s is sent to production without a question',
  async (method) => {
    const { client, environmentId, server, send } = await begin();
    expect((await send(method)).response?.status).toBe(200);
    expect(server.requests).toHaveLength(1);
    expect((await client.requests.compose(draftOf({ environmentId, method, url: server.url }))).production).toBeNull();
  },
);

test.each(['POST', 'post', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'TRACE', 'PURGE', 'GETX', 'Custom'])(
  '%s is asked about first',
  async (method) => {
    const { client, environmentId, server, send } = await begin();
    const refused = {
      code: 'NEEDS_CONFIRMATION',
      message: expect.stringContaining('Live'),
      data: { kept: 'Nothing was sent.', names: ['Live'] },
    };
    await expect(send(method)).rejects.toMatchObject(refused);
    await expect(send(method, false)).rejects.toMatchObject(refused);
    expect([server.requests.length, (await client.requests.history({})).total]).toEqual([0, 0]);
    expect((await client.requests.compose(draftOf({ environmentId, method, url: server.url }))).production).toBe(
      'Live',
    );
    // The server knows some of them itself and refuses others.
    expect((await send(method, true)).response?.status).toBeOneOf([200, 400]);
  },
);

test('the question comes before any secret is opened and any command runs', async () => {
  const { client, environmentId, send } = await begin();
  const owner = { kind: 'environment' as const, id: environmentId };
  const file = join(temporaryFolder(), 'ran');
  const command = `touch ${file}`;
  const { id } = await client.environments.setVariable({ owner, name: 'c', kind: 'command', value: command });
  await client.environments.allowCommand({ id, command });
  const parameters = [{ name: 'X-A', in: 'header', value: '{{c}}' }];
  await expect(send('POST', undefined, { parameters })).rejects.toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  expect(existsSync(file)).toBe(false);
  await client.vault.lock();
  await expect(send('POST', undefined, { parameters })).rejects.toMatchObject({ code: 'NEEDS_CONFIRMATION' });
  await client.vault.unlock({});
  expect((await send('POST', true, { parameters })).fault).toBeNull();
  expect(existsSync(file)).toBe(true);
});

test('nobody is asked in other environments, or in none', async () => {
  const { client, environmentId, send } = await begin();
  expect((await send('DELETE', undefined, { environmentId: null })).fault).toBeNull();
  await client.environments.update({ id: environmentId, isProduction: false });
  expect((await send('DELETE')).fault).toBeNull();
});
