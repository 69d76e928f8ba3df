import { expect, it } from 'vitest';
import { connectionId } from '#contract/common.ts';
import { contractChoice } from '#contract/contracts.ts';
import { canariesIn, makeCanary } from '#test/support/canary.ts';
import { reflectingServer } from '#test/support/reflectingServer.ts';
import { importDocument } from '#test/support/roundTrip.ts';
import { secretsRig } from '#test/support/secretsRig.ts';

it('secrets of a file that is taken over are in the vault, and in no review, export or file', async () => {
  const { client, leaks } = await secretsRig();
  const [token, header, variable, ofEnvironment] = ['token', 'header', 'variable', 'environment'].map(makeCanary);
  if (!token || !header || !variable || !ofEnvironment) throw new Error('There are no canaries');
  const collection = {
    info: { name: 'Taken', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: token.secret, type: 'string' }] },
    variable: [{ key: 'clientSecret', value: variable.secret, type: 'secret' }],
    item: [
      {
        name: 'one',
        request: {
          method: 'GET',
          url: 'http://127.0.0.1:1/{{clientSecret}}',
          header: [{ key: 'Authorization', value: `Bearer ${header.secret}` }],
        },
      },
    ],
  };
  const environment = { name: 'Theirs', values: [{ key: 'apiKey', value: ofEnvironment.secret, type: 'secret' }] };
  const files = [collection, environment].map((value, index) => ({
    path: `${index}.json`,
    text: JSON.stringify(value),
  }));
  const review = await client.collections.review({ source: { kind: 'files', files } });
  expect(review.secrets).toBeGreaterThanOrEqual(3);
  await client.collections.import({ id: review.id });
  expect(await leaks([token, header, variable, ofEnvironment])).toEqual([]);
}, 60_000);

it('what was made of secrets is forgotten when the vault is locked', async () => {
  const { client, send, environmentId } = await secretsRig();
  const canary = makeCanary('locked');
  const server = await reflectingServer();
  const owner = { kind: 'environment' as const, id: environmentId };
  await client.vault.setUp({ method: 'passphrase', passphrase: 'correct horse battery staple' }).catch(() => undefined);
  await client.environments.setVariable({ owner, name: 'hidden', kind: 'secret', secret: canary.secret });
  const before = 'pm.environment.set("derived", "made of " + pm.variables.get("hidden"))';
  await send({ url: `${server.origin}/x`, scripts: { before, after: '' } });
  await send({ url: `${server.origin}/x`, parameters: [{ name: 'X-Made', in: 'header', value: '{{derived}}' }] });
  expect(canariesIn(server.seen.splice(0).join('\n'), [canary])).not.toEqual([]);
  await client.vault.lock();
  await send({ url: `${server.origin}/x`, parameters: [{ name: 'X-Made', in: 'header', value: '{{derived}}' }] });
  expect(server.seen.splice(0).join('\n')).toContain('{{derived}}');
  await expect(send({ url: `${server.origin}/{{hidden}}` })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
}, 60_000);

it('a contract check and a mock server show no credentials that they send or get', async () => {
  const { client, leaks } = await secretsRig();
  const [key, given] = [makeCanary('contract'), makeCanary('mock')];
  const server = await reflectingServer();
  const schema = { type: 'object', required: ['id'], properties: { text: { type: 'integer' } } };
  const response = { description: 'One', content: { 'application/json': { schema } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Kept', version: '1' },
    servers: [{ url: server.origin }],
    security: [{ key: [] }],
    paths: { '/one': { get: { operationId: 'one', responses: { 200: response } } } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key' } } },
  };
  const integrationId = await importDocument(client, 'kept', Buffer.from(JSON.stringify(document)));
  const made = await client.connections.create({
    integrationId,
    name: 'key',
    kind: 'apiKey',
    schemeKey: 'key',
    secret: key.secret,
    visibility: 'private',
  });
  const choice = { integrationId, connectionId: connectionId.parse(made.id), server: server.origin };
  await client.contracts.check(contractChoice.parse(choice));
  await expect
    .poll(async () => (await client.contracts.report({ integrationId })).last, { timeout: 30_000 })
    .not.toBeNull();
  for (const format of ['json', 'junit', 'text'] as const)
    await client.contracts.exportReport({ integrationId, format });
  expect(server.seen.join('\n')).toContain(key.core);

  const { address } = await client.contracts.startMock({ integrationId });
  const url = `${address}/one?api_key=${encodeURIComponent(given.secret)}`;
  const headers = { authorization: `Bearer ${given.secret}`, 'x-api-key': given.secret };
  expect((await fetch(url, { headers })).status).toBe(200);
  expect((await client.contracts.mock({ integrationId }))?.calls).toHaveLength(1);
  await client.contracts.stopMock({ integrationId });
  expect(await leaks([key, given])).toEqual([]);
}, 60_000);
