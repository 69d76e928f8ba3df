import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { codeLanguageIds } from '#core/code/languages.ts';
import { httpServer, mutualServer, testAuthority } from '#main/http/testServer.ts';
import { type Canary, makeCanary } from '#test/support/canary.ts';
import { reflectingServer } from '#test/support/reflectingServer.ts';
import { runToItsEnd } from '#test/support/runPostman.ts';
import { secretsRig } from '#test/support/secretsRig.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');

/** A piece of a key's text that no other key has. */
function keyCanary(pem: string): Canary {
  const core = pem.split('\n')[2] ?? '';
  if (core.length < 40) throw new Error('This is no key in PEM');
  return { secret: core, core };
}

it('the key of a client certificate and its passphrase are in no place but the handshake', async () => {
  const { client, send, draft, leaks } = await secretsRig();
  const passphrase = makeCanary('passphrase');
  const key = createPrivateKey(fixture('client-key.pem'));
  const opened = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const locked = key
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: passphrase.secret })
    .toString();
  let shown = 0;
  const server = await mutualServer((_request, response) => {
    shown += 1;
    response.end('{}');
  });
  onTestFinished(() => server.close());
  await client.settings.update({ network: { extraCertificates: testAuthority } });
  const baseUrl = `https://localhost:${server.port}`;
  const { id: integrationId } = await client.integrations.create({
    name: 'm',
    type: 'api',
    provider: 'custom',
    baseUrl,
  });
  const common = { integrationId, kind: 'mutualTls' as const, schemeKey: null, visibility: 'team' as const };
  const secret = `${fixture('client.pem')}\n${locked}`;
  const wrong = client.connections.create({ ...common, name: 'wrong', secret, username: `x${passphrase.secret}` });
  await expect(wrong).rejects.toMatchObject({ code: expect.any(String) });
  const { id: connectionId } = await client.connections.create({
    ...common,
    ...{ name: 'certificate', secret, username: passphrase.secret },
  });
  const fields = { integrationId, connectionId, url: '/x' };
  expect((await send(fields)).response?.status).toBe(200);
  expect(shown).toBe(1);
  await client.requests.compose({ ...draft, ...fields });
  for (const language of codeLanguageIds) await client.requests.code({ draft: { ...draft, ...fields }, language });
  await client.collections.save({ name: 'saved', draft: { ...draft, ...fields } });
  await client.connections.get({ id: connectionId });
  await client.connections.check({ integrationId, connectionId });
  await client.integrations.export({ id: integrationId });
  expect(await leaks([passphrase, keyCanary(opened), keyCanary(locked)])).toEqual([]);
}, 90_000);

it('the value of a cookie is in no place but the requests that take it along', async () => {
  const { client, send, groupId, environmentId, draft, leaks } = await secretsRig();
  // What a cookie may hold as it is.
  const { core } = makeCanary('cookie');
  const cookie: Canary = { secret: core, core };
  const seen: string[] = [];
  const server = await httpServer((request, response) => {
    seen.push(request.headers.cookie ?? '');
    const lines = [`lasting=${core}; Max-Age=1000`, `short=${core}`];
    response.setHeader('set-cookie', lines).end(JSON.stringify({ again: request.headers.cookie ?? '' }));
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}/x`;
  const after = 'console.log(pm.cookies.get("lasting")); pm.environment.set("copied", pm.cookies.get("short"));';
  await send({ url });
  const sent = await send({ url: `${url}?c={{copied}}`, scripts: { before: '', after } });
  await send({ url: `${url}?c={{copied}}` });
  const saved = await client.collections.save({
    name: 'with cookies',
    draft: { ...draft, url, scripts: { before: '', after } },
  });
  await client.collections.keepExample({ id: saved.id, exchangeId: sent.id, name: 'kept' });
  await runToItsEnd(client, { target: { kind: 'group', id: groupId }, options: { environmentId } });
  await client.cookies.list({});
  await client.cookies.list({ jar: environmentId });
  expect(seen.join()).toContain(core);
  expect(await leaks([cookie])).toEqual([]);
}, 90_000);

it('a cell of a data file and what a script sets of it are in no result, report or file', async () => {
  const { client, environmentId, groupId, leaks, draft } = await secretsRig();
  const server = await reflectingServer();
  const cell = makeCanary('cell');
  await client.collections.save({
    name: 'first',
    draft: {
      ...draft,
      url: `${server.origin}/{{password}}`,
      scripts: {
        before: 'pm.environment.set("kept", "of " + pm.iterationData.get("password"));',
        after:
          'console.log(pm.environment.get("kept")); pm.test(pm.iterationData.get("password"), () => pm.expect(1).to.equal(pm.environment.get("kept")));',
      },
    },
  });
  await client.collections.save({ name: 'second', draft: { ...draft, url: `${server.origin}/x?k={{kept}}` } });
  const rows = await runToItsEnd(client, {
    target: { kind: 'group', id: groupId },
    options: {
      environmentId,
      data: { format: 'csv', text: `name,password\na,"${cell.secret.replaceAll('"', '""')}"\n` },
    },
  });
  expect(rows.map(({ outcome }) => outcome)).toEqual(['failed', 'passed']);
  expect(server.seen.join('\n').split(cell.core).length).toBeGreaterThan(2);
  expect(await leaks([cell])).toEqual([]);
}, 90_000);
