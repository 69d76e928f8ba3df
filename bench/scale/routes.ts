import { activityKind, activityResult } from '#contract/activity.ts';
import { type AssistantId, activityId, type IntegrationId } from '#contract/common.ts';
import type { PatchbayConsole } from '#main/console.ts';
import { firstUuidAt } from '#main/store/index.ts';
import type { directClient } from '../benchConsole.ts';
import { quantile } from '../statistics.ts';

type Client = ReturnType<typeof directClient>;

/** One call of a route; `name` says with what. */
interface Case {
  readonly name: string;
  call(): Promise<unknown>;
}

export interface RouteFigures {
  readonly route: string;
  readonly calls: number;
  readonly p50: number;
  readonly p95: number;
  /** 95th percentile of the time that the processor spent on the thread. */
  readonly cpuP95: number;
  /** The call that took the processor longest. */
  readonly slowest: { readonly name: string; readonly cpuMs: number };
}

/** Words that many lines have, a few, and none. */
const texts = { many: 'atlas', letters: 'e', few: '00042', none: 'no such thing', all: undefined };

/**
 * Every list and every search of the console, each with its filters and orders, on its first and on deep windows.
 * @param most calls of each route; where there are more cases, an even choice of them
 */
export async function measureRoutes(opened: PatchbayConsole, client: Client, most: number): Promise<RouteFigures[]> {
  const figures: RouteFigures[] = [];
  for (const [route, cases] of Object.entries(await casesOf(client)))
    figures.push(await measureRoute(opened, route, chosen(cases, most)));
  return figures;
}

/** As many as wanted, in even steps through all of them; few cases come several times. */
const chosen = (cases: readonly Case[], most: number): Case[] =>
  Array.from({ length: cases.length < 20 ? 20 : Math.min(most, cases.length) }, (_, index) => {
    const at = cases.length <= most ? index % cases.length : Math.floor((index * cases.length) / most);
    return cases[at];
  }).filter((each) => each !== undefined);

const warmUp = 3;

async function measureRoute(opened: PatchbayConsole, route: string, cases: readonly Case[]): Promise<RouteFigures> {
  for (const each of cases.slice(0, warmUp)) await each.call();
  const calls: { name: string; ms: number; cpuMs: number }[] = [];
  for (const { name, call } of cases) {
    forgetCounts(opened);
    const [began, used] = [performance.now(), process.threadCpuUsage()];
    await call();
    const spent = process.threadCpuUsage(used);
    calls.push({ name, ms: performance.now() - began, cpuMs: (spent.user + spent.system) / 1_000 });
  }
  return {
    route,
    calls: calls.length,
    p50: quantile(
      calls.map((each) => each.ms),
      0.5,
    ),
    p95: quantile(
      calls.map((each) => each.ms),
      0.95,
    ),
    cpuP95: quantile(
      calls.map((each) => each.cpuMs),
      0.95,
    ),
    slowest: calls.sort((a, b) => b.cpuMs - a.cpuMs)[0] ?? { name: '', cpuMs: 0 },
  };
}

/** Something is written before every call, as on a busy console, so that nothing that was counted before serves. */
function forgetCounts({ store }: PatchbayConsole): void {
  store.sqlite.exec("UPDATE settings SET value = value WHERE name = 'identity'");
}

async function casesOf(client: Client): Promise<Record<string, Case[]>> {
  const { rows: largest } = await client.integrations.list({ sort: 'operations', direction: 'desc', limit: 1 });
  const [busiest] = await client.activity.health();
  const { rows: some } = await client.assistants.list({ limit: 1 });
  const [large, busy, assistant] = [largest[0]?.id, busiest?.integrationId ?? largest[0]?.id, some[0]?.id];
  if (!large || !busy || !assistant) throw new Error('The store is not filled');
  return {
    ...integrationCases(client),
    ...connectionCases(client, busy),
    ...assistantCases(client, assistant),
    ...definitionCases(client, large),
    ...historyCases(client, busy),
    ...activityCases(client, busy),
    ...otherCases(client, busy),
  };
}

/** Every combination of a value of each of the axes. */
function mixed<A extends object, B extends object>(
  first: Readonly<Record<string, A>>,
  second: Readonly<Record<string, B>>,
  call: (input: A & B) => Promise<unknown>,
): Case[] {
  return Object.entries(first).flatMap(([one, a]) =>
    Object.entries(second).map(([other, b]) => ({ name: `${one}, ${other}`, call: () => call({ ...a, ...b }) })),
  );
}

const searches = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [`text ${name}`, text === undefined ? {} : { text }]),
);

const windows = (...offsets: number[]) =>
  Object.fromEntries(offsets.map((offset) => [`from ${offset}`, { offset, limit: 100 }]));

const sorted = <const S extends string>(sorts: readonly S[], ...offsets: number[]) =>
  Object.fromEntries(
    sorts.flatMap((sort) =>
      offsets.flatMap((offset) =>
        (['asc', 'desc'] as const).map((direction) => [
          `by ${sort} ${direction} from ${offset}`,
          { sort, direction, offset, limit: 100 },
        ]),
      ),
    ),
  );

function integrationCases(client: Client) {
  const orders = sorted(['name', 'type', 'status', 'operations', 'lastCheckedAt', 'createdAt'], 0, 4_000, 8_800);
  const filters = {
    ...{ attention: { attention: true }, active: { active: false }, errors: { statuses: ['error' as const] } },
    ...{ typed: { types: ['api' as const] }, auth: { auth: ['bearer' as const] } },
    ...searches,
  };
  return {
    'integrations.list': mixed(filters, orders, (input) => client.integrations.list(input)),
    'integrations.fallbacks': [{ name: 'all', call: () => client.integrations.fallbacks({}) }],
  };
}

function connectionCases(client: Client, integrationId: IntegrationId) {
  const sorts = [
    ...(['name', 'integration', 'kind', 'state', 'visibility', 'createdAt'] as const),
    ...(['lastUsedAt', 'lastCheckedAt', 'expiresAt', 'lastSucceededAt'] as const),
  ];
  const filters = {
    ...{ unused: { unused: true }, expiring: { expiringDays: 30 }, orphaned: { orphaned: true } },
    ...{ never: { neverValidated: true }, refused: { states: ['refused' as const, 'missing' as const] } },
    ...{ private: { visibility: 'private' as const }, one: { integrationId }, kind: { kinds: ['oauth2' as const] } },
    ...searches,
  };
  return {
    'connections.list': mixed(filters, sorted(sorts, 0, 4_300), (input) => client.connections.list(input)),
    'connections.requirements': [{ name: 'one', call: () => client.connections.requirements({ integrationId }) }],
  };
}

function assistantCases(client: Client, assistantId: AssistantId) {
  const orders = sorted(['name', 'createdAt', 'updatedAt'], 0, 900, 1_700);
  const filters = {
    ...{ attached: { attached: true }, others: { attached: false }, typed: { types: ['api' as const] } },
    ...searches,
  };
  return {
    'assistants.list': mixed(searches, orders, (input) => client.assistants.list(input)),
    'assistants.ids': mixed(searches, sorted(['name'], 0), ({ offset: _, limit: __, ...rest }) =>
      client.assistants.ids(rest),
    ),
    'assistants.integrations': mixed(filters, windows(0, 4_000, 8_800), (input) =>
      client.assistants.integrations({ assistantId, ...input }),
    ),
  };
}

function definitionCases(client: Client, integrationId: IntegrationId) {
  const filters = {
    ...{ tagged: { tag: 'group 7' }, method: { method: 'GET' }, item: { text: 'items/2999' } },
    ...{ 'text none': { text: 'no such thing' }, hidden: { includeHidden: true }, all: {} },
  };
  return {
    'definitions.search': ['items/2999', 'groups', 'get', 'no such thing', 'e'].map((text) => ({
      name: `text ${text}`,
      call: () => client.definitions.search({ text }),
    })),
    'definitions.operations': mixed(filters, windows(0, 1_500, 2_900), (input) =>
      client.definitions.operations({ integrationId, ...input }),
    ),
  };
}

function historyCases(client: Client, integrationId: IntegrationId) {
  const filters = {
    ...{ one: { integrationId }, operation: { operationKey: 'GET /groups/7/items/7/{id}' } },
    ...{
      'one, text': { integrationId, text: 'orders' },
      status: { statuses: ['5xx'] },
      'no such status': { statuses: ['418'] },
    },
    ...{ method: { methods: ['DELETE'], text: 'orders' }, failed: { failed: true }, marked: { marked: true } },
    ...{ day: { since: Date.now() - dayMs }, 'day, status': { since: Date.now() - dayMs, statuses: ['2xx'] } },
    ...searches,
  };
  return {
    'requests.history': mixed(filters, windows(0, 10_000, 80_000), (input) => client.requests.history(input)),
    'collections.tree': [{ name: 'all', call: () => client.collections.tree() }],
  };
}

const dayMs = 86_400_000;

function activityCases(client: Client, integrationId: IntegrationId) {
  const now = Date.now();
  const before = activityId.parse(firstUuidAt(now - 45 * dayMs));
  const filters = {
    ...Object.fromEntries(activityKind.options.map((kind) => [`kind ${kind}`, { kinds: [kind] }])),
    ...Object.fromEntries(activityResult.options.map((result) => [`result ${result}`, { results: [result] }])),
    ...{ one: { integrationId }, 'one, text': { integrationId, text: 'orders' } },
    ...{ day: { since: now - dayMs }, past: { since: now - 60 * dayMs, until: now - 50 * dayMs } },
    ...{ 'past, text': { since: now - 60 * dayMs, until: now - 50 * dayMs, text: 'no such thing' } },
    ...searches,
  };
  return {
    'activity.list': mixed(filters, { 'of 100': { limit: 100 }, 'of 1': { limit: 1 } }, (input) =>
      client.activity.list(input),
    ),
    'activity.list, further down': mixed({ ...searches, one: { integrationId } }, { deep: { before } }, (input) =>
      client.activity.list(input),
    ),
    'activity.health': [{ name: 'last day', call: () => client.activity.health() }],
  };
}

function otherCases(client: Client, integrationId: IntegrationId) {
  const spans = { day: { hours: 24 }, quarter: { hours: 2_160 } };
  return {
    'jobs.list': [{ name: 'all', call: () => client.jobs.list() }],
    'tenants.session': [{ name: 'all', call: () => client.tenants.session() }],
    'tenants.members': [{ name: 'all', call: () => client.tenants.members() }],
    'health.report': mixed(spans, { one: { integrationId } }, (input) => client.health.report(input)),
  };
}
