import { expect, onTestFinished, test } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import type { RunInput } from '#contract/runs.ts';
import { httpServer } from '#main/http/testServer.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

/** A server that gives a cookie at `/login`, notes the cookies of each request, and a person who has cookies of it. */
async function rig() {
  const { client } = await testConsole();
  const seen: string[] = [];
  const server = await httpServer((request, response) => {
    seen.push(`${request.url} ${request.headers.cookie ?? ''}`.trim());
    if (request.url === '/login') response.setHeader('set-cookie', 'session=of-the-run; Max-Age=1000; Path=/');
    response.end('{}');
  });
  onTestFinished(() => server.close());
  const entry = { path: '/', secure: false, httpOnly: false, hostOnly: true, expiresAt: null, sameSite: null };
  await client.cookies.set({ cookie: { ...entry, domain: '127.0.0.1', name: 'mine', value: 'of-the-person' } });
  return { client, seen, origin: `http://127.0.0.1:${server.port}` };
}

const script = (exec: string) => [{ listen: 'test', script: { exec: [exec] } }];

const file = (origin: string) => ({
  info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [
    {
      name: 'login',
      event: script('pm.test("has none of the person", () => pm.expect(pm.cookies.has("mine")).to.equal(false));'),
      request: { method: 'GET', url: `${origin}/login` },
    },
    {
      name: 'use',
      event: script('pm.test("has its own", () => pm.expect(pm.cookies.get("session")).to.equal("of-the-run"));'),
      request: { method: 'GET', url: `${origin}/use` },
    },
    {
      name: 'clear',
      event: script(
        `const jar = pm.cookies.jar(); jar.set(${JSON.stringify(origin)}, "made", "by-script", () => jar.clear(${JSON.stringify(origin)}, () => undefined));`,
      ),
      request: { method: 'GET', url: `${origin}/clear` },
    },
  ],
});

async function ended(client: Client, input: Parameters<Client['runs']['start']>[0]) {
  const { id } = await client.runs.start(input);
  for (;;) {
    const run = await client.runs.get({ id });
    if (run.state !== 'running') return { run, ...(await client.runs.results({ id, limit: 100, offset: 0 })) };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const namesOf = async (client: Client) => (await client.cookies.list({})).cookies.map(({ name }) => name);

test('a run of files begins without cookies, keeps its own while it goes on, and leaves those of the person alone', async () => {
  const { client, seen, origin } = await rig();
  const target: RunInput['target'] = { kind: 'files', files: [{ path: 'f.json', text: JSON.stringify(file(origin)) }] };
  for (let time = 0; time < 2; time += 1) {
    seen.length = 0;
    const { run, rows } = await ended(client, { target });
    expect([run.passed, rows.flatMap(({ tests }) => tests?.faults ?? [])]).toEqual([3, []]);
    expect(seen).toEqual(['/login', '/use session=of-the-run', '/clear session=of-the-run']);
    expect(await namesOf(client)).toEqual(['mine']);
  }
});

test('a run of files with several at once has one jar, and each run another', async () => {
  const { client, seen, origin } = await rig();
  const target: RunInput['target'] = { kind: 'files', files: [{ path: 'f.json', text: JSON.stringify(file(origin)) }] };
  const runs = await Promise.all([0, 1].map(() => ended(client, { target, options: { iterations: 2 } })));
  expect(runs.map(({ run }) => run.planned)).toEqual([6, 6]);
  expect(seen.filter((line) => line === '/login')).toHaveLength(4);
  expect(seen.join()).not.toContain('mine');
});

test('a run of saved requests has the cookies of the person, as each of them alone', async () => {
  const { client, seen, origin } = await rig();
  const draft = (url: string) => requestDraft.parse({ ...plainDraft, url: `${origin}${url}` });
  const ids = [];
  for (const url of ['/login', '/use']) ids.push((await client.collections.save({ name: url, draft: draft(url) })).id);
  await ended(client, { target: { kind: 'requests', ids } });
  expect(seen).toEqual(['/login mine=of-the-person', '/use mine=of-the-person; session=of-the-run']);
  expect(await namesOf(client)).toEqual(['mine', 'session']);
});
