import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { RequestDraftInput } from '#contract/requests.ts';
import { socketId } from '#contract/sockets.ts';
import { codeLanguageIds } from '#core/code/languages.ts';
import { canariesIn, makeCanary } from '#test/support/canary.ts';
import { reflectingServer } from '#test/support/reflectingServer.ts';
import { runToItsEnd } from '#test/support/runPostman.ts';
import { hiddenVariables, secretsRig } from '#test/support/secretsRig.ts';

const names = ['fromVault', 'fromProcess', 'fromCommand', 'fromGroup'];

/** Each place of a request with a variable in it. */
function everyPlace(origin: string, variable: string): Partial<RequestDraftInput>[] {
  const url = `${origin}/x`;
  const value = `a ${variable} b`;
  const post = { url, method: 'POST' };
  const form = (mediaType: 'application/x-www-form-urlencoded' | 'multipart/form-data') => ({
    ...post,
    body: { kind: 'form' as const, mediaType, fields: [{ name: variable, value: variable }] },
  });
  return [
    { url: `${origin}/${variable}?q=${variable}` },
    { url, parameters: [{ name: 'X-Any', in: 'header', value }] },
    { url, parameters: [{ name: 'any', in: 'query', value }] },
    { url, parameters: [{ name: 'any', in: 'cookie', value: variable }] },
    { url, parameters: [{ name: 'Cookie', in: 'header', value: `any=${variable}` }] },
    { url, auth: { kind: 'bearer', token: variable } },
    { url, auth: { kind: 'basic', username: variable, password: variable } },
    { url, auth: { kind: 'apiKey', in: 'query', name: 'any', value: variable } },
    { ...post, body: { kind: 'text', mediaType: 'application/json', text: `{"n": "${variable}"}` } },
    form('application/x-www-form-urlencoded'),
    form('multipart/form-data'),
    {
      ...post,
      body: {
        kind: 'graphql',
        query: `{ a(b: "${variable}") }`,
        variables: `{"c": "${variable}"}`,
        operationName: null,
      },
    },
    { url, assertions: [{ subject: 'body', operator: 'equals', value: variable }] },
    { url: `${variable}://nowhere` },
    { url: `http://${variable}.invalid/` },
    { url, parameters: [{ name: variable, in: 'header', value: 'x' }] },
    // What a script keeps from being sent is recorded as well.
    { url: `${origin}/${variable}`, scripts: { before: 'pm.execution.skipRequest()', after: '' } },
    { url: `${origin}/${variable}`, scripts: { before: 'nothing.here()', after: '' } },
  ];
}

it('a variable that hides its value is in no place but where it is sent', async () => {
  const { client, environmentId, groupId, draft, send, leaks } = await secretsRig();
  const server = await reflectingServer();
  const canaries = Object.values(await hiddenVariables(client, environmentId, groupId));
  for (const name of names)
    for (const [index, fields] of everyPlace(server.origin, `{{${name}}}`).entries()) {
      const sent = await send(fields).catch(() => null);
      const whole = { ...draft, ...fields };
      await client.requests.compose(whole).catch(() => undefined);
      if (name !== 'fromVault') continue;
      for (const language of codeLanguageIds)
        await client.requests.code({ draft: whole, language }).catch(() => undefined);
      const saved = await client.collections.save({ name: `Request ${index}`, draft: whole });
      if (sent !== null)
        await client.collections
          .keepExample({ id: saved.id, exchangeId: sent.id, name: 'kept' })
          .catch(() => undefined);
    }
  await runToItsEnd(client, { target: { kind: 'group', id: groupId }, options: { environmentId } });
  const arrived = server.seen.join('\n');
  expect(canaries.filter(({ core }) => !arrived.includes(core))).toEqual([]);
  expect(await leaks(canaries)).toEqual([]);
}, 120_000);

it('a script can use a secret, and what it makes of it is hidden as well', async () => {
  const { client, environmentId, groupId, send, leaks } = await secretsRig();
  const other = await reflectingServer();
  const server = await reflectingServer({ other: other.origin });
  const canaries = await hiddenVariables(client, environmentId, groupId);
  const url = `${server.origin}/x`;
  const before = `const secret = pm.variables.get("fromVault");
pm.environment.set("derived", "Key " + secret);
pm.environment.set("encoded", btoa(secret));
pm.environment.set("object", { deep: [secret] });
pm.globals.set(secret.slice(0, 40), "its name");
pm.variables.set("inPath", encodeURIComponent(secret));
console.log(secret, btoa(secret), JSON.stringify({ secret }), encodeURIComponent(secret));
console.log([...secret].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
pm.test("name " + secret, () => pm.expect(secret).to.equal("other"));
pm.request.headers.upsert({ key: "X-Made", value: btoa("id:" + secret) });
pm.request.url = "${server.origin}/" + encodeURIComponent(secret);`;
  await send({ url, scripts: { before, after: '' } });
  // A later request gets what was made of it, by a script that names no secret.
  const after = `console.log(pm.environment.get("derived"), pm.environment.get("encoded"), JSON.stringify(pm.environment.get("object")));
pm.test(pm.environment.get("derived"), () => pm.expect(pm.response.text()).to.equal(pm.environment.get("encoded")));
throw new Error(pm.environment.get("derived"));`;
  await send({ url: `${server.origin}/{{derived}}/{{encoded}}`, scripts: { before: '', after } });
  await send({
    url: `${server.origin}/x?q={{object}}`,
    parameters: [{ name: 'X-Plain', in: 'header', value: '{{encoded}}' }],
  });
  // What a script sends of itself, and what it gets back for it.
  const asks = `pm.sendRequest({ url: "${server.origin}/away", method: "POST", header: { "X-Made": btoa(pm.variables.get("fromVault")) },
  body: { mode: "raw", raw: pm.variables.get("fromVault") } }, (error, response) => { console.log(error, response && response.text(), response && JSON.stringify(response.headers)); });
pm.sendRequest("${server.origin}/{{fromGroup}}", (error, response) => { console.log(response.text()); pm.environment.set("back", response.json().text); });
pm.sendRequest("http://{{fromGroup}}.invalid/", (error) => { console.log(String(error)); });`;
  await send({ url, scripts: { before: asks, after: 'console.log(pm.environment.get("back"))' } });
  // A method can be any word, also one that a script got.
  await send({
    url,
    scripts: { before: 'pm.request.method = pm.variables.get("fromVault").replace(/\\W/g, "")', after: '' },
  });
  // Across origins nothing of it goes along.
  for (const fields of [
    { parameters: [{ name: 'X-Made', in: 'header' as const, value: '{{encoded}}' }] },
    { parameters: [{ name: 'q', in: 'query' as const, value: '{{derived}}' }] },
    { method: 'POST', body: { kind: 'text' as const, mediaType: 'text/plain', text: '{{fromVault}} and {{encoded}}' } },
  ])
    await send({ url: `${server.origin}/away`, ...fields });
  const arrived = server.seen.join('\n');
  expect([canaries.vault, canaries.group].filter(({ core }) => !arrived.includes(core))).toEqual([]);
  expect(canariesIn(other.seen.join('\n'), Object.values(canaries))).toEqual([]);
  expect(await leaks(Object.values(canaries))).toEqual([]);
}, 60_000);

it('a value that is called a secret where it comes from or goes to is hidden from there on', async () => {
  const { client, send, draft, environmentId } = await secretsRig();
  const token = makeCanary('token');
  const server = await reflectingServer({ token: token.secret });
  const url = `${server.origin}/token`;
  const captures = [{ variable: 'taken', subject: 'jsonPath' as const, expression: '$.data.access_token' }];
  const assertions = [
    { subject: 'jsonPath' as const, expression: '$.data.access_token', operator: 'equals' as const, value: 'x' },
  ];
  const after =
    'pm.environment.set("access_token", pm.response.json().data.access_token); console.log(pm.response.json().data.access_token)';
  const first = await send({ url, captures, assertions, scripts: { before: '', after } });
  await client.collections.save({ name: 'Sign in', draft: { ...draft, url } });
  const later = [
    await send({ url: `${server.origin}/x`, auth: { kind: 'bearer', token: '{{taken}}' } }),
    await send({
      url: `${server.origin}/{{access_token}}`,
      parameters: [{ name: 'X-Any', in: 'header', value: '{{taken}}' }],
    }),
    await send({ url: `${server.origin}/x?any={{$response("Sign in", "$.data.access_token")}}` }),
  ];
  expect(server.seen.slice(1).every((text) => /token[0-9a-f]{24}/.test(text))).toBe(true);
  for (const { id } of later) {
    const { response: _, ...shown } = await client.requests.get({ id });
    expect(canariesIn(JSON.stringify(shown), [token])).toEqual([]);
  }
  expect(canariesIn(JSON.stringify(first.tests), [token])).toEqual([]);
  expect(
    canariesIn(JSON.stringify(await client.environments.effective({ environmentId, groupId: null })), [token]),
  ).toEqual([]);
}, 60_000);

it('data, given values and secrets of files leave nothing in a run, its results and reports', async () => {
  const { client, leaks } = await secretsRig();
  const server = await reflectingServer();
  const [password, given, ofFile] = [makeCanary('password'), makeCanary('given'), makeCanary('file')];
  const exec = [
    'console.log(pm.iterationData.get("password"), pm.variables.get("apiKey"), pm.environment.get("hidden"));',
    'pm.test("data " + data.password, () => pm.expect(pm.variables.get("apiKey")).to.equal(pm.environment.get("hidden")));',
  ];
  const collection = {
    info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: ['/x?q={{password}}', '/{{apiKey}}', '/{{hidden}}'].map((path) => ({
      name: path,
      event: [{ listen: 'test', script: { exec } }],
      request: { method: 'GET', url: `${server.origin}${path}` },
    })),
  };
  const environment = {
    name: 'File env',
    values: [{ key: 'hidden', value: ofFile.secret, type: 'secret', enabled: true }],
  };
  const file = (path: string, value: unknown) => ({ path, text: JSON.stringify(value) });
  const rows = await runToItsEnd(client, {
    target: {
      kind: 'files',
      files: [file('c.json', collection), file('e.json', environment)],
      environment: 'File env',
    },
    options: {
      data: { format: 'json', text: JSON.stringify([{ password: password.secret }]) },
      variables: { apiKey: given.secret },
    },
  });
  expect(rows).toHaveLength(3);
  const canaries = [password, given, ofFile];
  const arrived = server.seen.join('\n');
  expect(canaries.filter(({ core }) => !arrived.includes(core))).toEqual([]);
  expect(await leaks(canaries)).toEqual([]);
}, 60_000);

it('a WebSocket shows no secret of its handshake and its messages', async () => {
  const { client, leaks } = await secretsRig();
  const server = await reflectingServer();
  const [header, query] = [makeCanary('header'), makeCanary('query')];
  const id = socketId.parse(randomUUID());
  const state = await client.sockets.open({
    id,
    draft: {
      url: `${server.origin.replace('http', 'ws')}/x?access_token=${encodeURIComponent(query.secret)}`,
      headers: [{ name: 'Authorization', value: `Bearer ${header.secret}` }],
      subprotocols: [],
      connectionId: null,
    },
  });
  expect(state.state).toBe('open');
  await client.sockets.send({ id, message: { kind: 'text', text: `${header.secret} ${query.secret}` } });
  const heard = async () => {
    const { entries } = await client.sockets.log({ id, wait: true });
    return entries.some(({ data }) => data.startsWith('heard'));
  };
  while (!(await heard()));
  const arrived = server.seen.join('\n');
  expect([header, query].filter(({ core }) => !arrived.includes(core))).toEqual([]);
  expect(await leaks([header, query])).toEqual([]);
}, 60_000);
