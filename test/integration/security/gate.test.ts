import { describe, expect, it } from 'vitest';
import {
  assistantId,
  connectionId,
  definitionId,
  environmentId,
  exchangeId,
  groupId,
  integrationId,
  operationId,
  savedRequestId,
  tenantId,
  userId,
  variableId,
} from '#contract/common.ts';
import { sessionKeyHeader } from '#contract/loopback.ts';
import type { PatchbayConsole } from '#main/console.ts';
import { openGate, sendRaw } from '#test/support/rawHttp.ts';
import { routeInputs } from '#test/support/routeInputs.ts';
import { type Route, routes } from '#test/support/routes.ts';
import { exchangeToken } from '#test/support/signIn.ts';
import { testConsole } from '#test/support/testConsole.ts';

type Headers = Record<string, string>;

/** A request that is wrong in one way, and the status that says so. */
const wrongs: readonly (readonly [what: string, change: (headers: Headers) => Headers, status: number])[] = [
  ['a host that is not ours', (good) => ({ ...good, host: 'patchbay.example' }), 421],
  ['a host that leads here by DNS', (good) => ({ ...good, host: 'localtest.me:80' }), 421],
  ['another port', (good) => ({ ...good, host: '127.0.0.1:1' }), 421],
  ['another origin', (good) => ({ ...good, origin: 'https://evil.example' }), 403],
  ['the origin of another local port', (good) => ({ ...good, origin: 'http://127.0.0.1:1' }), 403],
  ['the origin null', (good) => ({ ...good, origin: 'null' }), 403],
  ['no origin', ({ origin: _, ...rest }) => rest, 403],
  ['no session', ({ cookie: _, ...rest }) => rest, 401],
  ['a made-up session', (good) => ({ ...good, cookie: `${good.cookie?.split('=')[0]}=${'A'.repeat(43)}` }), 401],
  ['the cookie alone', ({ [sessionKeyHeader]: _, ...rest }) => rest, 401],
  ['the cookie with a made-up key', (good) => ({ ...good, [sessionKeyHeader]: 'A'.repeat(43) }), 401],
  ['the session under another name', (good) => ({ ...good, cookie: `other=${good.cookie?.split('=')[1]}` }), 401],
  ['a form', (good) => ({ ...good, 'content-type': 'application/x-www-form-urlencoded' }), 415],
  ['a multipart form', (good) => ({ ...good, 'content-type': 'multipart/form-data; boundary=x' }), 415],
  ['plain text', (good) => ({ ...good, 'content-type': 'text/plain' }), 415],
  ['no content type', ({ 'content-type': _, ...rest }) => rest, 415],
];

const id = '01890000-0000-7000-8000-000000000000';
/** Ids that fit the contract; what is under them does not matter where nobody gets so far. */
const nowhere = {
  tenantId: tenantId.parse(id),
  memberId: userId.parse(id),
  integrationId: integrationId.parse(id),
  otherIntegrationId: integrationId.parse(id),
  connectionId: connectionId.parse(id),
  exchangeId: exchangeId.parse(id),
  savedRequestId: savedRequestId.parse(id),
  groupId: groupId.parse(id),
  environmentId: environmentId.parse(id),
  variableId: variableId.parse(id),
  operationId: operationId.parse(id),
  reviewId: definitionId.parse(id),
  uploadId: id,
  backupName: 'backup.db',
  serverUrl: 'http://127.0.0.1:9',
  assistantId: assistantId.parse(id),
  jobId: id,
};

/** A console whose clock stands still, after the jobs of its start: nothing is done any more that nobody asked for. */
async function begin() {
  const at = Date.now();
  const { console, client } = await testConsole({ now: () => at });
  const isDue = (job: object) => !('runAt' in job) || Number(job.runAt) <= at;
  await expect.poll(async () => (await client.jobs.list()).filter(isDue)).toEqual([]);
  return { console, gate: await openGate(console) };
}

/** Counts what was written by this connection and what others wrote to the file. */
function workDone({ store }: PatchbayConsole): string {
  const total = store.sqlite.prepare<[], number>('SELECT total_changes()').pluck().get();
  return `${total} ${store.sqlite.pragma('data_version', { simple: true })}`;
}

const rpc = ({ path }: Route): string => `/rpc/${path.join('/')}`;

describe('the gate of the loopback host', () => {
  it.each(wrongs)('refuses %s on every route before any work', async (_, change, status) => {
    const { console, gate } = await begin();
    const before = workDone(console);
    for (const route of routes) {
      const body = JSON.stringify({ json: routeInputs[route.name](nowhere) });
      const answer = await sendRaw(gate.port, { path: rpc(route), headers: change(gate.good(body.length)), body });
      expect.soft(`${route.name} ${answer.status}`).toBe(`${route.name} ${status}`);
      expect.soft(answer.text.split('\n')).toHaveLength(2);
    }
    expect(workDone(console)).toBe(before);
  });

  it('lets a call through that is right in every way, so that the refusals mean something', async () => {
    const { console, gate } = await begin();
    const before = workDone(console);
    const body = JSON.stringify({ json: { name: 'Let in' } });
    const answer = await sendRaw(gate.port, { path: '/rpc/tenants/create', headers: gate.good(body.length), body });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toHaveProperty('json.name', 'Let in');
    expect(workDone(console)).not.toBe(before);
  });

  it('answers every route by POST alone, and no address asks for CORS', async () => {
    const { console, gate } = await begin();
    const before = workDone(console);
    for (const route of routes) {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD']) {
        const { status, headers } = await sendRaw(gate.port, { method, path: rpc(route), headers: gate.good(0) });
        expect.soft(`${method} ${route.name} ${status}`).toBe(`${method} ${route.name} 405`);
        expect.soft(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
    expect(workDone(console)).toBe(before);
  });

  it('takes a link once, and the newest eight only', async () => {
    const { gate } = await begin();
    const links = Array.from({ length: 9 }, () => gate.server.link());
    const [oldest = '', next = ''] = links;
    const open = async (link: string) => (await exchangeToken(link)).status;
    expect([await open(oldest), await open(next), await open(next)]).toEqual([401, 200, 401]);
  });

  it('lets a call through beside cookies of the same name that another port set', async () => {
    const { gate } = await begin();
    const body = JSON.stringify({ json: {} });
    const good = gate.good(body.length);
    const [name] = (good.cookie ?? '').split('=');
    const cookie = `${name}=longer-path; ${good.cookie}; ${name}=other`;
    const answer = await sendRaw(gate.port, { path: '/rpc/tenants/session', headers: { ...good, cookie }, body });
    expect(answer.status).toBe(200);
  });

  it('refuses a call that is too long or of unknown length without reading it', async () => {
    const { console, gate } = await begin();
    const before = workDone(console);
    const path = '/rpc/tenants/create';
    const long = await sendRaw(gate.port, { path, headers: gate.good(33 * 1024 * 1024) });
    const { 'content-length': _, ...unknown } = gate.good(0);
    const body = JSON.stringify({ json: { name: 'Chunked' } });
    const chunked = await sendRaw(gate.port, { path, headers: { ...unknown, 'transfer-encoding': 'chunked' }, body });
    expect([long.status, chunked.status]).toEqual([413, 411]);
    expect(workDone(console)).toBe(before);
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('refuses a body of any depth in words (%s)', async (open, close) => {
    const { gate } = await begin();
    for (const levels of [1_000, 10_000, 100_000]) {
      const body = `{"json":{"name":${open.repeat(levels)}1${close.repeat(levels)}}}`;
      const answer = await sendRaw(gate.port, { path: '/rpc/tenants/create', headers: gate.good(body.length), body });
      expect(`${levels} ${answer.status}`).toBe(`${levels} 400`);
      expect(answer.text).toMatch(/levels deep|nested too deep/i);
    }
  });
});
