import { expect, it } from 'vitest';
import { canariesIn, makeCanary } from '#test/support/canary.ts';
import { reflectingServer } from '#test/support/reflectingServer.ts';
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
