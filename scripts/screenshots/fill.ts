import type { Page } from '@playwright/test';
import { addAssistants } from './addAssistants.ts';
import { addCollections } from './addCollections.ts';
import { addSignIns } from './addSignIns.ts';
import { apis, definitionOf } from './apis.ts';
import { call, type Made } from './call.ts';
import type { EarlierClock } from './earlierClock.ts';
import type { StandIn } from './standIn.ts';

async function settle(page: Page, { proxyUrl, authority }: StandIn): Promise<void> {
  await call(page, 'vault/setUp', { method: 'passphrase', passphrase: 'pictures for the readme' });
  const network = { proxyUrl, noProxy: [], extraCertificates: authority, timeoutSeconds: 30 };
  await call(page, 'settings/update', { network });
  const { tenant } = await call<{ tenant: Made }>(page, 'tenants/session');
  await call(page, 'tenants/rename', { tenantId: tenant.id, name: 'Acme' });
}

/** How long ago the first of it was made. */
export const daysShown = 3;
const hourMs = 3_600_000;
const secretOf = { http: 'bearer', apiKey: 'apiKey' } as const;

async function addApi(page: Page, api: (typeof apis)[number]): Promise<string> {
  const { id: reviewId } = await call(page, 'definitions/review', {
    source: { kind: 'text', text: JSON.stringify(definitionOf(api)) },
  });
  const { provider, type, title } = api;
  const fields = { baseUrl: `https://${api.host}`, displayName: title, provider, type };
  const { id } = await call(page, 'definitions/apply', {
    id: reviewId,
    target: { kind: 'new', name: api.name, fields },
  });
  return id;
}

async function addConnection(page: Page, integrationId: string, api: (typeof apis)[number]): Promise<string | null> {
  const [schemeKey, scheme] = Object.entries(api.schemes)[0] ?? [];
  if (schemeKey === undefined || scheme === undefined || api.type === 'sso') return null;
  const type = 'type' in scheme && scheme.type === 'apiKey' ? 'apiKey' : 'http';
  const basic = 'scheme' in scheme && scheme.scheme === 'basic';
  const { id } = await call(page, 'connections/create', {
    integrationId,
    name: api.title === 'GitHub' ? 'Release bot' : 'Service key',
    kind: basic ? 'basic' : secretOf[type],
    schemeKey,
    visibility: api.title === 'Jira' ? 'private' : 'team',
    expiresAt: api.title === 'OpenAI' ? Date.now() + 6 * hourMs : null,
    secret: `made-up-${api.name}-0000`,
    ...(basic && { username: 'service@acme.example' }),
  });
  await call(page, 'connections/check', { integrationId, connectionId: id });
  return id;
}

interface Sending {
  readonly integrationId: string;
  readonly connectionId: string | null;
  readonly key: string;
  readonly url: string;
  readonly parameters?: readonly object[];
}

async function send(page: Page, { integrationId, connectionId, key, url, parameters = [] }: Sending): Promise<void> {
  const draft = {
    integrationId,
    connectionId,
    operationKey: key,
    method: 'GET',
    url,
    server: null,
    parameters,
    body: { kind: 'none' },
  };
  await call(page, 'requests/send', { id: crypto.randomUUID(), draft });
}

const ofRepository = [
  { name: 'owner', in: 'path', value: 'acme', enabled: true },
  { name: 'repo', in: 'path', value: 'console', enabled: true },
];

/** Makes a console that looks as after some weeks of work. Gives the ids of integrations, and of assistants, by title. */
export async function fill(page: Page, standIn: StandIn, clock: EarlierClock): Promise<ReadonlyMap<string, string>> {
  await settle(page, standIn);
  await call(page, 'sample/install');
  const ids = new Map<string, string>();
  for (const api of apis) {
    const integrationId = await addApi(page, api);
    ids.set(api.title, integrationId);
    if (api.title === 'Billing') continue;
    const connectionId = await addConnection(page, integrationId, api);
    const first = api.operations.find(([method, path]) => method === 'get' && !path.includes('{'));
    const url = first?.[1] ?? '/';
    for (let count = api.operations.length; count > 0; count -= 1) {
      await send(page, { integrationId, connectionId, key: `GET ${url}`, url });
    }
    if (api.title !== 'GitHub') continue;
    if (connectionId !== null) await addCollections(page, connectionId);
    const url2 = '/repos/{owner}/{repo}/issues';
    await send(page, { integrationId, connectionId, key: `GET ${url2}`, url: url2, parameters: ofRepository });
  }
  await checkHealth(page, ids, clock);
  await addSignIns(page, ids);
  await addAssistants(page, ids);
  return ids;
}

/** Checks by schedule, and all of the time between the beginning and now in quick motion. */
async function checkHealth(page: Page, ids: ReadonlyMap<string, string>, clock: EarlierClock): Promise<void> {
  const watched = ['GitHub', 'OpenAI', 'Northwind ERP'].map((title) => ids.get(title));
  const schedule = { enabled: true, intervalMinutes: 30, quietHours: null, notify: true };
  for (const integrationId of watched) await call(page, 'health/setSchedule', { integrationId, schedule });
  // Seldom at first, then every half hour of the last day, as the shortest chart shows it.
  for (let behind = daysShown * 24 - 4; behind >= 0; behind -= behind > 24 ? 4 : 0.5) {
    clock.set(behind);
    for (const integrationId of watched) await call(page, 'health/checkNow', { integrationId });
  }
}
