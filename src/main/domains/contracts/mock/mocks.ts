import type { IntegrationId } from '#contract/common.ts';
import { contractFaults, type Mock } from '#contract/contracts.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { ContractsContext } from '../context.ts';
import { type MockServer, serveMock } from './mockServer.ts';
import { mockSource } from './mockSource.ts';

interface RunningMock {
  readonly server: MockServer;
  readonly startedAt: number;
  readonly validate: boolean;
  readonly dynamic: boolean;
}

interface StartInput {
  readonly integrationId: IntegrationId;
  readonly port: number;
  readonly validate: boolean;
  readonly dynamic: boolean;
  readonly seed: number;
}

/** The mock servers of a console, one of an integration at most. They end with it. */
export interface Mocks {
  find(actor: Actor, integrationId: IntegrationId): Mock | null;
  start(actor: Actor, input: StartInput): Promise<Mock>;
  stop(actor: Actor, integrationId: IntegrationId): Promise<{ stopped: boolean }>;
  close(): Promise<void>;
}

export function createMocks(context: Pick<ContractsContext, 'store' | 'now' | 'definitions'>): Mocks {
  const running = new Map<string, { starting: Promise<RunningMock>; started: RunningMock | null }>();
  const keyOf = ({ tenantId }: Actor, id: IntegrationId) => `${tenantId} ${id}`;
  const stopAt = async (key: string) => {
    const found = running.get(key);
    running.delete(key);
    await (await found?.starting.catch(() => null))?.server.close();
    return found !== undefined;
  };
  return {
    find: (actor, integrationId) => {
      readRecord(context.store.read, actor.tenantId, integrationId);
      const found = running.get(keyOf(actor, integrationId))?.started;
      return found == null ? null : shown(integrationId, found);
    },
    start: async (actor, input) => {
      requireRole(actor, 'editor');
      readRecord(context.store.read, actor.tenantId, input.integrationId);
      const key = keyOf(actor, input.integrationId);
      const entry = running.get(key) ?? { starting: begin(context, actor, input), started: null };
      running.set(key, entry);
      entry.starting.catch(() => running.delete(key));
      entry.started = await entry.starting;
      return shown(input.integrationId, entry.started);
    },
    stop: async (actor, integrationId) => {
      requireRole(actor, 'editor');
      readRecord(context.store.read, actor.tenantId, integrationId);
      return { stopped: await stopAt(keyOf(actor, integrationId)) };
    },
    close: async () => void (await Promise.all([...running.keys()].map(stopAt))),
  };
}

/** The operations are those of now; a definition that is imported later is served after the next start. */
async function begin(
  { store, now, definitions }: Pick<ContractsContext, 'store' | 'now' | 'definitions'>,
  actor: Actor,
  { integrationId, ...options }: StartInput,
): Promise<RunningMock> {
  const found = definitions.reportOf(store.read, actor, integrationId);
  const operations = definitions.operationsOf(actor, integrationId);
  if (operations.length === 0) throw notFound('A definition with operations');
  const report = found?.report ?? { servers: [], operationServers: [], securitySchemes: [] };
  const source = mockSource(report, operations, (key) => definitions.describe(actor, { integrationId, key }));
  const rules = { security: true, status: null, origins: [], now };
  const server = await serveMock(source, { ...rules, ...options }).catch((error: unknown) => {
    throw isTaken(error) ? portTaken(options.port) : error;
  });
  return { server, startedAt: now(), validate: options.validate, dynamic: options.dynamic };
}

const shown = (integrationId: IntegrationId, { server, ...rest }: RunningMock): Mock => ({
  integrationId,
  port: server.port,
  address: server.address,
  ...rest,
  calls: [...server.calls()],
});

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

const portTaken = (port: number) =>
  contractFaults.fault('PORT_TAKEN', `The port ${port} cannot be had.`, {
    kept: 'No mock server was started.',
    todo: 'Choose another port, or 0 for any that is free.',
    field: 'port',
  });
