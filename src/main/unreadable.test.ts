import { ORPCError } from '@orpc/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { faultData } from '#core/fault.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { routeInputs } from '#test/support/routeInputs.ts';
import { callRoute, type Route, type RouteName, routes } from '#test/support/routes.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { buildWorld, type World } from '#test/support/world.ts';

/** What is damaged, what it is called, which of the world it is, and the route that shows it alone. */
interface Damage {
  readonly column: string;
  readonly value: string | number;
  readonly where: (world: World) => string;
  readonly route: RouteName;
  readonly says: RegExp;
  readonly id: (world: World) => string;
}

const integration = ({ integrationId }: World) => `id = '${integrationId}'`;
const ofIntegration = ({ integrationId }: World) => `integration_id = '${integrationId}'`;
const connection = ({ connectionId }: World) => `id = '${connectionId}'`;
const assistant = ({ assistantId }: World) => `id = '${assistantId}'`;
const exchange = ({ exchangeId }: World) => `id = '${exchangeId}'`;
const all = () => '1';

const damages: Record<string, Damage> = {
  'an integration with settings that are no JSON': {
    column: 'integrations.manual_auth',
    value: '{',
    where: integration,
    route: 'integrations.get',
    says: /integration .*manual_auth/,
    id: (world) => world.integrationId,
  },
  'an integration of no type': {
    column: 'integrations.type',
    value: 'nonsense',
    where: integration,
    route: 'integrations.get',
    says: /integration .*type/,
    id: (world) => world.integrationId,
  },
  'an integration with a count out of all bounds': {
    column: 'integrations.operations',
    value: 9e18,
    where: integration,
    route: 'integrations.get',
    says: /integration .*operations/,
    id: (world) => world.integrationId,
  },
  'a connection with parts of another shape': {
    column: 'connections.more',
    value: '[7]',
    where: connection,
    route: 'connections.update',
    says: /connection .*more/,
    id: (world) => world.connectionId,
  },
  'a connection with hosts that are no JSON': {
    column: 'connections.allowed_hosts',
    value: '',
    where: connection,
    route: 'connections.check',
    says: /connection .*allowed_hosts/,
    id: (world) => world.connectionId,
  },
  'a connection of no kind': {
    column: 'connections.kind',
    value: 'nonsense',
    where: connection,
    route: 'connections.update',
    says: /connection/,
    id: (world) => world.connectionId,
  },
  'an assistant that nobody may see': {
    column: 'assistants.visibility',
    value: 'team ',
    where: assistant,
    route: 'assistants.get',
    says: /assistant .*owner|assistant .*visibility/,
    id: (world) => world.assistantId,
  },
  'an attachment with operations of another shape': {
    column: 'attachments.operations',
    value: '{}',
    where: all,
    route: 'assistants.tools',
    says: /attachment .*operations/,
    id: () => '',
  },
  'an operation with security of another shape': {
    column: 'definition_operations.security',
    value: '[7]',
    where: all,
    route: 'connections.check',
    says: /operation .*security/,
    id: () => '',
  },
  'an operation by hand with parameters that are no JSON': {
    column: 'hand_operations.parameters',
    value: '[',
    where: all,
    route: 'definitions.updateOperation',
    says: /operation .*parameters/,
    id: () => '',
  },
  'a sent request whose record is no JSON': {
    column: 'exchanges.record',
    value: '{',
    where: exchange,
    route: 'requests.get',
    says: /sent request .*record/,
    id: (world) => world.exchangeId,
  },
  'a sent request with a record of another shape': {
    column: 'exchanges.record',
    value: '{"draft":7}',
    where: exchange,
    route: 'requests.get',
    says: /sent request .*record/,
    id: (world) => world.exchangeId,
  },
  'a saved request with authentication that is no JSON': {
    column: 'saved_requests.auth',
    value: '{',
    where: all,
    route: 'collections.save',
    says: /saved request .*auth/,
    id: (world) => world.savedRequestId,
  },
  'a saved request with a body of no kind': {
    column: 'saved_requests.body_kind',
    value: 'nonsense',
    where: all,
    route: 'collections.request',
    says: /saved request .*body/,
    id: (world) => world.savedRequestId,
  },
  'a saved request with a method that is none': {
    column: 'saved_requests.method',
    value: 'G T',
    where: all,
    route: 'collections.request',
    says: /saved request .*method/,
    id: (world) => world.savedRequestId,
  },
  'a collection with authentication of another shape': {
    column: 'request_groups.auth',
    value: '{"kind":"nonsense"}',
    where: all,
    route: 'collections.group',
    says: /collection .*auth/,
    id: (world) => world.groupId,
  },
  'an environment with a colour that is none': {
    column: 'environments.color',
    value: 'red',
    where: ({ environmentId }) => `id = '${environmentId}'`,
    route: 'environments.update',
    says: /environment .*color/,
    id: (world) => world.environmentId,
  },
  'a variable of no kind': {
    column: 'variables.kind',
    value: 'nonsense',
    where: all,
    route: 'environments.allowCommand',
    says: /variable .*kind/,
    id: (world) => world.variableId,
  },
  'a schedule that is none': {
    column: 'health_schedules.interval_minutes',
    value: 9e18,
    where: ofIntegration,
    route: 'health.report',
    says: /schedule/,
    id: (world) => world.integrationId,
  },
};

const inputs = {
  ...routeInputs,
  'environments.update': ({ environmentId: id }: World) => ({ id, isProduction: true }),
  'collections.save': ({ savedRequestId: id }: World) => ({
    id,
    name: 'saved again',
    draft: {
      url: '/',
      method: 'GET',
      integrationId: null,
      operationKey: null,
      connectionId: null,
      server: null,
      parameters: [],
      body: { kind: 'none' },
    },
  }),
};

/** Routes that ask about one thing, without those that take it away or wait for a person. */
const single = routes.filter(
  ({ name, path: [domain] }) =>
    /^(integrations|definitions|connections|oauth|health|assistants|requests|collections|environments)$/.test(domain) &&
    !/\.(remove|restore|discard|detach|clear|cancel|begin|apply|review|signIn|attend|discover|refresh|revoke|live)/.test(
      name,
    ),
);

async function failureOf(call: Promise<unknown>): Promise<ORPCError<string, unknown> | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof ORPCError) return error;
    throw error;
  }
}

test('what is damaged is told by every route about it, in words, and by none as a general error', async () => {
  const { console, client, logs } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const world = await buildWorld(client, server.url);
  const schedule = { enabled: false, intervalMinutes: 60, quietHours: null, notify: true };
  await client.health.setSchedule({ integrationId: world.integrationId, schedule });
  const { sqlite } = console.store;
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('ignore_check_constraints = ON');
  const ask = (route: Route) => failureOf(callRoute(client, route, inputs[route.name](world)));
  for (const [what, { column, value, where, route: shown, says, id }] of Object.entries(damages)) {
    const [table, field] = column.split('.');
    const keys = z.array(z.object({ name: z.string(), pk: z.int() })).parse(sqlite.pragma(`table_info(${table})`));
    const key = keys.filter(({ pk }) => pk > 0).map(({ name }) => name);
    const rows = sqlite.prepare(`SELECT ${key}, ${field} AS value FROM ${table} WHERE ${where(world)}`).all();
    expect.soft(rows.length, what).toBeGreaterThan(0);
    const failures = new Map<RouteName, ORPCError<string, unknown>>();
    for (const route of single) {
      sqlite.prepare(`UPDATE ${table} SET ${field} = ? WHERE ${where(world)}`).run(value);
      const failure = await ask(route);
      if (failure !== null) failures.set(route.name, failure);
    }
    const back = `UPDATE ${table} SET ${field} = :value WHERE ${key.map((name) => `${name} = :${name}`).join(' AND ')}`;
    for (const row of rows) sqlite.prepare(back).run(row);
    const general = [...failures].filter(([, { code }]) => code === 'INTERNAL_SERVER_ERROR').map(([name]) => name);
    expect
      .soft(general, `${what}: ${logs.filter((line) => general.some((name) => line.includes(name))).slice(-1)}`)
      .toEqual([]);
    const told = failures.get(shown);
    expect.soft([told?.code, told?.message], what).toEqual(['UNREADABLE', expect.stringMatching(says)]);
    expect.soft(told?.message, what).toContain(id(world));
    expect
      .soft(faultData.safeParse(told?.data).data, what)
      .toMatchObject({ kept: expect.any(String), todo: expect.any(String) });
  }
});
