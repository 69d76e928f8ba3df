import { expect, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { requestDraft } from '#contract/requests.ts';
import { httpServer } from '#main/http/testServer.ts';
import { uuidv7 } from '#main/store/index.ts';
import { testConsole } from '#test/support/testConsole.ts';

const blank = { integrationId: null, operationKey: null, connectionId: null, server: null, parameters: [] };
const draft = (fields: object) =>
  requestDraft.parse({ ...blank, method: 'GET', url: '/', body: { kind: 'none' }, ...fields });
const newId = () => exchangeId.parse(uuidv7());

async function rig() {
  const { client } = await testConsole();
  const server = await httpServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        token: 'abc-123',
        id: 9007199254740993n.toString(),
        method: request.method,
        auth: request.headers.authorization ?? null,
        trace: request.headers['x-trace'] ?? null,
      }),
    );
  });
  return { client, url: `http://127.0.0.1:${server.port}/` };
}

test('checks a response, captures a value from it, and sends it with the next request', async () => {
  const { client, url } = await rig();
  const environment = await client.environments.create({ name: 'Test', color: null, isProduction: false });
  const first = await client.requests.send({
    id: newId(),
    draft: draft({
      url,
      environmentId: environment.id,
      assertions: [
        { subject: 'status', operator: 'equals', value: '200' },
        { subject: 'jsonPath', expression: '$.token', operator: 'equals', value: 'nothing' },
      ],
      captures: [{ variable: 'token', subject: 'jsonPath', expression: '$.token' }],
    }),
  });
  expect(first.tests?.results.map(({ name, passed }) => [name, passed])).toEqual([
    ['Status is 200', true],
    ['$.token is nothing', false],
  ]);
  expect(first.tests?.variablesSet).toEqual(['token']);
  const next = await client.requests.send({
    id: newId(),
    draft: draft({ url, environmentId: environment.id, auth: { kind: 'bearer', token: '{{token}}' } }),
  });
  const { data } = await client.requests.body({ id: next.id, offset: 0, length: 1_000, as: 'text' });
  expect(JSON.parse(data).auth).toMatch(/^Bearer /);
  expect(await client.environments.effective({ environmentId: environment.id, groupId: null })).toContainEqual(
    expect.objectContaining({ name: 'token', source: 'set by a script or a capture' }),
  );
  expect(await client.environments.effective({ environmentId: null, groupId: null })).toEqual([]);
});

test('scripts of collection and request change what is sent, and test what comes back', async () => {
  const { client, url } = await rig();
  const { id: groupId } = await client.collections.saveGroup({
    name: 'Scripts',
    scripts: { before: 'pm.request.headers.upsert({ key: "X-Trace", value: "from collection" })', after: '' },
  });
  const sent = await client.requests.send({
    id: newId(),
    draft: draft({
      url,
      groupId,
      scripts: {
        before: 'pm.variables.set("who", "me")',
        after:
          'pm.test("trace", () => pm.expect(pm.response.json().trace).to.equal("from collection")); pm.test("who", () => pm.expect(pm.variables.get("who")).to.equal("you"));',
      },
    }),
  });
  expect(sent.tests?.results.map(({ name, passed }) => [name, passed])).toEqual([
    ['trace', true],
    ['who', false],
  ]);
  expect(sent.requestHeaders).toContainEqual({ name: 'X-Trace', value: 'from collection' });
});

test('a script that fails before the request keeps it from being sent, and says where', async () => {
  const { client, url } = await rig();
  const sent = await client.requests.send({
    id: newId(),
    draft: draft({ url, scripts: { before: '\nnothing.here()', after: '' } }),
  });
  expect(sent.fault).toMatchObject({
    code: 'SCRIPT_FAILED',
    message: expect.stringMatching(
      /^The script of the request that runs before the request failed at line 2: .*nothing/,
    ),
    kept: 'Nothing was sent.',
    todo: 'Correct it under Scripts of the request; its error is under Tests.',
  });
  expect(sent.tests?.faults).toMatchObject([{ phase: 'before', of: 'the request', line: 2 }]);
});

test('says of a name without a value that a script may set it, and no more once it has run', async () => {
  const { client, url } = await rig();
  const source = draft({
    url: `${url}?at={{at}}&none={{none}}`,
    scripts: { before: "pm.variables.set('at', 'now')", after: "pm.variables.set('none', '1')" },
  });
  expect((await client.requests.compose(source)).problems.map(({ message }) => message)).toEqual([
    'A script may set the variable at, once it has run.',
    'The variable none has no value here.',
  ]);
  const sent = await client.requests.send({ id: newId(), draft: source });
  expect(sent.url).toBe(`${url}?at=now&none={{none}}`);
});

test('a script of a collection or folder that fails is named, and what it says hides secrets', async () => {
  const { client, url } = await rig();
  const outer = await client.collections.saveGroup({ name: 'Parcels' });
  const inner = await client.collections.saveGroup({ name: 'Abroad', parentId: outer.id });
  const failing = (text: string) => ({ before: text, after: '' });
  const send = () => client.requests.send({ id: newId(), draft: draft({ url, groupId: inner.id }) });
  await client.collections.saveGroup({
    id: inner.id,
    name: 'Abroad',
    parentId: outer.id,
    scripts: failing(
      'pm.variables.set("api_token", "canary-5150-abcdef");\n\nthrow new Error("no canary-5150-abcdef")',
    ),
  });
  const sent = await send();
  expect(sent.fault?.message).toMatch(
    /^The script of the folder Abroad that runs before the request failed at line 3: /,
  );
  expect(JSON.stringify([sent.fault, sent.tests])).not.toContain('canary-5150');
  await client.collections.saveGroup({ id: outer.id, name: 'Parcels', scripts: failing('nope()') });
  expect((await send()).fault?.message).toMatch(/^The script of the collection Parcels that runs .* at line 1: .*nope/);
});

test('takes a value out of the last response of a saved request', async () => {
  const { client, url } = await rig();
  const first = draft({ url });
  await client.collections.save({ name: 'Sign in', draft: first });
  const asking = draft({ url: `${url}?t={{$response("Sign in", "$.token")}}` });
  expect((await client.requests.compose(asking)).problems.map(({ message }) => message)).toEqual([
    'The variable $response("Sign in", "$.token") has no value here.',
  ]);
  await client.requests.send({ id: newId(), draft: first });
  expect((await client.requests.compose(asking)).url).toBe(`${url}?t=abc-123`);
});

test('values for which there is no room are told once', async () => {
  const { client, url } = await rig();
  const before =
    'for (let n = 0; n < 510; n += 1) pm.globals.set("name" + n, n); pm.globals.set("name1", "x".repeat(1000001))';
  const sent = await client.requests.send({ id: newId(), draft: draft({ url, scripts: { before, after: '' } }) });
  expect(sent.tests?.variablesSet).toHaveLength(500);
  expect(sent.tests?.logs).toEqual([
    {
      level: 'warn',
      text: expect.stringMatching(
        /^The variable name\d+ was not kept: there is room for 500 variables of at most 1,000,000 characters\.$/,
      ),
    },
  ]);
});

test('a cookie of one letter is no secret, and hides no letter elsewhere', async () => {
  const { client } = await testConsole();
  const server = await httpServer((_, response) => {
    response.setHeader('set-cookie', 'consent=1; Path=/');
    response.end();
  });
  const url = `http://127.0.0.1:${server.port}/`;
  await client.requests.send({ id: newId(), draft: draft({ url }) });
  const before = `console.log(pm.cookies.get("consent"), (await pm.cookies.jar().getAll("${url}")).count(), 2110)`;
  const sent = await client.requests.send({ id: newId(), draft: draft({ url, scripts: { before, after: '' } }) });
  expect(sent.tests?.logs.map(({ text }) => text)).toEqual(['1 1 2110']);
});

test('scripts read and change the cookies of their request’s host, and reach no other', async () => {
  const { client } = await testConsole();
  const server = await httpServer((request, response) => {
    response.setHeader('set-cookie', 'session=value-of-the-session; Path=/');
    response.end(request.headers.cookie ?? 'none');
  });
  const url = `http://127.0.0.1:${server.port}/`;
  await client.requests.send({ id: newId(), draft: draft({ url }) });
  const before = `pm.test("given", () => pm.expect(pm.cookies.get("session")).to.equal("value-of-the-session"));
const jar = pm.cookies.jar();
await jar.set("${url}", "made", "by-a-script");
await jar.set("${url}", { name: "gone", value: "soon-gone", path: "/" });
await jar.unset("${url}", "gone");
const names = (await jar.getAll("${url}")).map((cookie) => cookie.name).sort();
pm.test("names", () => pm.expect(names).to.eql(["made", "session"]));
await jar.set("${url}", "bad", "a; Domain=other.test").then(() => pm.test("refused", () => pm.expect.fail()), () => pm.test("refused"));
let message = "";
await jar.getAll("http://other.test/").catch((error) => { message = error.message; });
pm.test("other host", () => pm.expect(message).to.include("other.test"));
console.log(pm.cookies.get("session"));`;
  const sent = await client.requests.send({ id: newId(), draft: draft({ url, scripts: { before, after: '' } }) });
  expect(sent.tests?.faults).toEqual([]);
  expect(sent.tests?.results.filter(({ passed }) => !passed)).toEqual([]);
  expect(sent.tests?.results).toHaveLength(4);
  expect(sent.tests?.logs.map(({ text }) => text)).toEqual(['••••']);
  expect(sent.requestHeaders.find(({ name }) => name === 'Cookie')?.value).toContain('made=••••');
  const off = {
    url,
    useCookies: false,
    scripts: { before: 'pm.test("none", () => pm.expect(pm.cookies.count()).to.equal(0))', after: '' },
  };
  expect((await client.requests.send({ id: newId(), draft: draft(off) })).tests?.results[0]?.passed).toBe(true);
});

test('a token that a response gives again, masked, leaves the known one as it is', async () => {
  const { client } = await testConsole();
  const token = 'tok3n-Q7f9x2LmZ81c';
  const seen: (string | undefined)[] = [];
  const server = await httpServer((request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ access_token: token }));
  });
  const send = () =>
    client.requests.send({
      id: newId(),
      draft: draft({
        url: `http://127.0.0.1:${server.port}/`,
        auth: { kind: 'bearer', token: '{{token}}' },
        captures: [{ variable: 'token', subject: 'jsonPath', expression: '$.access_token' }],
      }),
    });
  for (let count = 0; count < 3; count += 1) await send();
  expect(seen.slice(1)).toEqual([`Bearer ${token}`, `Bearer ${token}`]);
});

test('the beginning of a secret is masked where chai cuts it', async () => {
  const { client, url } = await rig();
  const environment = await client.environments.create({ name: 'Test', color: null, isProduction: false });
  const secret = `begin-${'s3cret-'.repeat(20)}`;
  await client.environments.setVariable({
    owner: { kind: 'environment', id: environment.id },
    name: 'hidden',
    kind: 'secret',
    secret,
  });
  const after = `pm.test("cut", () => pm.expect(pm.variables.get("hidden")).to.equal("x"));
pm.test("within", () => pm.expect({ deep: [pm.variables.get("hidden")] }).to.eql({}));
pm.test("a".repeat(980) + pm.variables.get("hidden"), () => {});`;
  const sent = await client.requests.send({
    id: newId(),
    draft: draft({ url, environmentId: environment.id, scripts: { before: '', after } }),
  });
  const shown = JSON.stringify(sent.tests);
  expect(shown).toContain('••••');
  expect(shown).not.toContain('begin-');
});
