import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type EnvironmentId, exchangeId, type GroupId } from '#contract/common.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import { codeLanguageIds } from '#core/code/languages.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { requestRecorder } from '#test/support/requestRecorder.ts';
import { draftOf, filesWith } from '#test/support/requestsRig.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';

const canary = 'k4Vq canary/7f3a+é';

/** A console with a secret variable, and a way to send a draft in its environment. */
async function begin(secret = canary) {
  const { console, client, logs } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const { id: environmentId } = await client.environments.create({ name: 'Live', color: null, isProduction: false });
  const owner = { kind: 'environment' as const, id: environmentId };
  await client.environments.setVariable({ owner, name: 'key', kind: 'secret', secret });
  const send = (fields: Partial<RequestDraftInput>, more: { confirmed?: boolean } = {}) =>
    client.requests.send({ id: exchangeId.parse(randomUUID()), draft: draftOf({ environmentId, ...fields }), ...more });
  return { console, client, logs, environmentId, owner, send };
}

const forms: [string, Partial<RequestDraftInput>][] = [
  ['the address', { url: '/{{key}}' }],
  ['a query', { parameters: [{ name: 'q', in: 'query', value: '{{key}}' }] }],
  ['a list of a query', { parameters: [{ name: 'q', in: 'query', value: ['a', '{{key}}'] }] }],
  ['a header of an ordinary name', { parameters: [{ name: 'X-Note', in: 'header', value: 'n {{wrapped}}' }] }],
  ['a cookie', { parameters: [{ name: 'lang', in: 'cookie', value: '{{wrapped}}' }] }],
  ['a text', { body: { kind: 'text', mediaType: 'text/plain', text: 'a {{key}} b' } }],
  ['JSON', { body: { kind: 'text', mediaType: 'application/json', text: '{"note":"{{key}}"}' } }],
  [
    'a form',
    {
      body: { kind: 'form', mediaType: 'application/x-www-form-urlencoded', fields: [{ name: 'n', value: '{{key}}' }] },
    },
  ],
  [
    'a multipart form',
    { body: { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'n', value: '{{key}}' }] } },
  ],
  ['GraphQL', { body: { kind: 'graphql', query: '{ a }', variables: '{"a":"{{key}}"}', operationName: null } }],
  ['basic authentication', { auth: { kind: 'basic', username: 'ada', password: '{{key}}' } }],
  ['a bearer token', { auth: { kind: 'bearer', token: '{{wrapped}}' } }],
  ['an API key of a query', { auth: { kind: 'apiKey', in: 'query', name: 'k', value: '{{key}}' } }],
];

test.each(forms)('a secret variable in %s is sent, and stands nowhere afterwards', async (where, fields) => {
  const ascii = 'k4Vq-canary-7f3a';
  const isHeader = /header|cookie|bearer/.test(where);
  const secret = isHeader ? ascii : canary;
  const { console, client, logs, owner, environmentId, send } = await begin(secret);
  await client.environments.setVariable({ owner, name: 'wrapped', kind: 'plain', value: '<{{key}}>' });
  const seen: string[] = [];
  const server = await loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization = '' } = request.headers;
      const body = Buffer.concat(chunks).toString();
      const basic = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
      seen.push(
        decodeURIComponent(`${request.url} ${body}`.replaceAll('+', '%2B')),
        JSON.stringify(request.headers),
        basic,
      );
      response
        .setHeader('x-echo', encodeURIComponent(`${request.url}`))
        .end(JSON.stringify({ url: request.url, headers: request.headers, body }));
    });
  });
  const heard: unknown[] = [];
  console.events.onEvent((event) => void heard.push(event));
  const asked = { method: 'POST', ...fields, url: `${server.url}${fields.url ?? '/'}` };
  const sent = await send(asked);
  expect(sent.fault).toBeNull();
  const sought = where === 'a form' ? new URLSearchParams({ n: secret }).toString().slice(2) : secret;
  expect(
    seen.join('\n').includes(secret) || seen.join('\n').includes(decodeURIComponent(sought.replaceAll('+', '%2B'))),
  ).toBe(true);
  const body = await client.requests.body({ id: sent.id, offset: 0, length: 1_000_000, as: 'text' });
  const draft = draftOf({ environmentId, ...asked });
  const composed = await client.requests.compose(draft);
  const codes = await Promise.all(codeLanguageIds.map((language) => client.requests.code({ draft, language })));
  const saved = await client.collections.save({ name: 'kept', draft });
  const shown = [
    sent,
    body,
    composed,
    codes,
    saved,
    heard,
    logs,
    await client.requests.history({}),
    await client.activity.list({ limit: 100 }),
    await client.requests.get({ id: sent.id }),
    await client.environments.variables(owner),
    await client.environments.effective({ environmentId, groupId: null }),
  ];
  for (const form of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(`ada:${secret}`).toString('base64'),
    'canary',
    'hidden-value-of',
  ])
    expect.soft(JSON.stringify(shown).includes(form), form).toBe(false);
  expect(filesWith(console.kernel.paths.root, 'canary')).toEqual([]);
  // What was written is kept with its name, so that it is sent again.
  expect(JSON.stringify(sent.draft)).toMatch(/\{\{(key|wrapped)\}\}/);
});

test('a header that holds a secret variable goes to no other origin, whatever it is called', async () => {
  const { send, client, owner } = await begin('k4Vq-canary-7f3a');
  await client.environments.setVariable({ owner, name: 'plain', kind: 'plain', value: 'not secret' });
  const other = await requestRecorder();
  const server = await loopbackServer((_request, response) =>
    response.writeHead(302, { location: `${other.url}/to` }).end(),
  );
  const parameters = [
    { name: 'X-Note', in: 'header' as const, value: 'n {{key}}' },
    { name: 'X-Plain', in: 'header' as const, value: '{{plain}}' },
  ];
  const sent = await send({ url: server.url, parameters, auth: { kind: 'bearer', token: '{{key}}' } });
  expect(sent.response?.status).toBe(200);
  expect(server.requests[0]?.headers).toMatchObject({
    'x-note': 'n k4Vq-canary-7f3a',
    authorization: 'Bearer k4Vq-canary-7f3a',
  });
  const headers = other.received.at(-1)?.headers ?? [];
  expect(JSON.stringify(headers)).not.toContain('canary');
  expect(headers).toContainEqual(['X-Plain', 'not secret']);
  expect(sent.response?.redirects).toMatchObject([{ credentialsDropped: true }]);
});

test('a body that holds a secret variable is not sent to another origin', async () => {
  const { send } = await begin('abc');
  const other = await requestRecorder();
  const server = await loopbackServer((_request, response) =>
    response.writeHead(307, { location: `${other.url}/to` }).end(),
  );
  const body = { kind: 'text' as const, mediaType: 'text/plain', text: 'n {{key}}' };
  expect((await send({ method: 'POST', url: server.url, body })).fault).toMatchObject({ code: 'REDIRECT_REFUSED' });
  expect(other.received).toEqual([]);
});

test('while the vault is locked a request says so and nothing is sent, and what needs no secret is', async () => {
  const { send, client } = await begin();
  const server = await loopbackServer((_request, response) => response.end());
  await client.vault.lock();
  await expect(send({ url: `${server.url}/{{key}}` })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
  expect(server.requests).toEqual([]);
  expect((await client.requests.history({})).total).toBe(0);
  expect((await send({ url: server.url })).response?.status).toBe(200);
});

test('looking at a request opens no secret and runs no command', async () => {
  const { client, environmentId, owner } = await begin();
  const { id } = await client.environments.setVariable({ owner, name: 'run', kind: 'command', value: 'printf ran' });
  await client.environments.allowCommand({ id, command: 'printf ran' });
  await client.vault.lock();
  const draft = draftOf({
    environmentId,
    url: 'https://a.test/{{key}}/{{run}}',
    auth: { kind: 'basic', username: 'ada', password: '{{key}}' },
  });
  const composed = await client.requests.compose(draft);
  expect(composed.url).toBe('https://a.test/••••/••••');
  expect(composed.problems).toEqual([]);
  expect(composed.headers).toContainEqual({ name: 'Authorization', value: expect.stringContaining('••••') });
  expect(JSON.stringify([composed, await client.requests.code({ draft, language: codeLanguageIds[0] })])).not.toMatch(
    /canary|ran\b/,
  );
});

test('the nearest value counts: request, folder from the innermost, environment, collection, globals', async () => {
  const { client, environmentId, owner } = await begin();
  const collection = (await client.collections.saveGroup({ name: 'C' })).id;
  const outer = (await client.collections.saveGroup({ name: 'Outer', parentId: collection })).id;
  const inner = (await client.collections.saveGroup({ name: 'Inner', parentId: outer })).id;
  const globals = (await client.environments.list()).find(({ isGlobal }) => isGlobal);
  if (globals === undefined) throw new Error('Globals are there');
  const layers: [string, { kind: 'environment'; id: EnvironmentId } | { kind: 'group'; id: GroupId }, string][] = [
    ['globals', { kind: 'environment', id: globals.id }, 'Globals'],
    ['collection', { kind: 'group', id: collection }, 'collection C'],
    ['environment', owner, 'environment Live'],
    ['outer', { kind: 'group', id: outer }, 'folder Outer'],
    ['inner', { kind: 'group', id: inner }, 'folder Inner'],
  ];
  const url = async (variables: { name: string; value: string }[] = []) =>
    (
      await client.requests.compose(draftOf({ environmentId, groupId: inner, url: 'https://a.test/{{v}}', variables }))
    ).url.slice(15);
  for (const [value, layer, source] of layers) {
    const { id } = await client.environments.setVariable({ owner: layer, name: 'v', kind: 'plain', value });
    expect(await url()).toBe(value);
    const effective = await client.environments.effective({ environmentId, groupId: inner });
    expect(effective.find(({ name }) => name === 'v')).toEqual({ name: 'v', kind: 'plain', value, source });
    // One that is off is not there.
    await client.environments.setVariable({ owner: layer, id, name: 'v', kind: 'plain', value, enabled: false });
    expect(await url()).not.toBe(value);
    await client.environments.setVariable({ owner: layer, id, name: 'v', kind: 'plain', value });
  }
  expect(await url([{ name: 'v', value: 'own' }])).toBe('own');
});

test('a request that waits for a command is cancelled with it, and nothing is sent', async () => {
  const { client, owner, environmentId } = await begin();
  const server = await loopbackServer((_request, response) => response.end());
  const file = join(temporaryFolder(), 'started');
  const program = 'require("fs").writeFileSync(process.argv[1], ""); setInterval(() => 0, 1000)';
  const command = [JSON.stringify(process.execPath), '-e', `'${program}'`, JSON.stringify(file)].join(' ');
  const { id: variable } = await client.environments.setVariable({
    owner,
    name: 'slow',
    kind: 'command',
    value: command,
  });
  await client.environments.allowCommand({ id: variable, command });
  const id = exchangeId.parse(randomUUID());
  const sending = client.requests.send({ id, draft: draftOf({ environmentId, url: `${server.url}/{{slow}}` }) });
  const refused = expect(sending).rejects.toMatchObject({
    code: 'VARIABLE_UNREADABLE',
    data: { kept: 'Nothing was sent.' },
  });
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  expect(await client.requests.cancel({ id })).toEqual({ cancelled: true });
  await refused;
  expect(server.requests).toEqual([]);
});
