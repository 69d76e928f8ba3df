import type { ConnectionId, IntegrationId, UserId } from '#contract/common.ts';
import type { Connection, ConnectionInput } from '#contract/connections.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import type { CreateDefaultConnection, IntegrationRecord } from '#main/domains/integrations/index.ts';
import { handleJobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import { type Checked, checkConnection } from './check.ts';
import type { ConnectionsContext, ConnectionsPorts } from './context.ts';
import { createConnection, createDefaultConnection } from './create.ts';
import { credentialForms } from './credentials/kinds.ts';
import type { SecretInput } from './credentials/secrets.ts';
import { deletedConnections, listDeletedConnections, purgeConnections, restoreConnections } from './deleted.ts';
import { exportInventory } from './exportInventory.ts';
import { connectionFacts } from './facts.ts';
import { knownTo } from './known.ts';
import { listConnections } from './list.ts';
import { connectionJobs, sendExpiryNotices } from './notices.ts';
import { readConnection, readOfIntegration, readReachable } from './read.ts';
import { removalOf, removeConnection, removeConnections, usesOf } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { connectionsAffected, type Requirements, readRequirementsAndHosts, requirementsOf } from './requirements.ts';
import { purgeRotations, rotate, undoRotation } from './rotation.ts';
import { connectionStates, connections, countConnectionsOf } from './table.ts';
import { reassign, updateConnection } from './update.ts';

export interface ConnectionsApi {
  /** The connections whose secrets a person could use. */
  knownTo(actor: Actor, userId: UserId): ReturnType<typeof knownTo>;
  /** How many connections of these integrations there are, whoever they belong to. */
  countOf(r: Reader, actor: Actor, ids: readonly IntegrationId[]): number;
  /** Those of these ids that are the team's or the actor's own, in the order of the ids. */
  readMany(r: Reader, actor: Actor, ids: readonly ConnectionId[]): Connection[];
  /** Those of an integration that exist for the actor. */
  ofIntegration(actor: Actor, id: IntegrationId): Connection[];
  /** Throws what `create` of the contract does. */
  create(actor: Actor, input: ConnectionInput & SecretInput): Connection;
  /** What an integration asks for. Throws NOT_FOUND. */
  requirements(r: Reader, actor: Actor, integration: Pick<IntegrationRecord, 'id' | 'definitionId'>): Requirements;
  /** The connections that would no longer fit if the integration had this definition, each with the reason. */
  affectedBy(
    actor: Actor,
    id: IntegrationId,
    next: Pick<DefinitionReport, 'requirements' | 'securitySchemes' | 'operations'>,
  ): { name: string; reason: string }[];
  /** Sends one safe request and keeps what came of it. */
  check(
    actor: Actor,
    input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
    signal?: AbortSignal,
  ): Promise<Checked>;
  /** Stores the credentials that came with a new integration as its default connection, in the caller's transaction. */
  readonly createDefault: CreateDefaultConnection;
}

const privateTo = (row: string) => `iif(${row}.visibility = 'private', ${row}.owner_id, NULL)`;

/** The authenticated ways into integrations, with their secrets. */
export function createConnections(kernel: Kernel, ports: ConnectionsPorts): Domain<'connections', ConnectionsApi> {
  const { store, vault, outbound, facts, events, references, now } = kernel;
  const { definitions, tokens } = ports;
  const context: ConnectionsContext = {
    store,
    vault,
    outbound,
    facts,
    events,
    references,
    now,
    definitions,
    tokens,
  };
  return {
    name: 'connections',
    routes: {
      list: (actor, input) => listConnections(context, actor, input),
      get: (actor, { id }) => readConnection(context, store.read, actor, id),
      requirements: (actor, { integrationId }) => readRequirementsAndHosts(context, store.read, actor, integrationId),
      kinds: () => credentialForms(),
      create: (actor, input) => createConnection(context, actor, input),
      update: (actor, input) => updateConnection(context, actor, input),
      replaceSecret: (actor, input) => replaceSecret(context, actor, input),
      rotate: (actor, input, signal) => rotate(context, actor, input, signal),
      undoRotation: (actor, input) => undoRotation(context, actor, input),
      reassign: (actor, input) => reassign(context, actor, input),
      exportInventory: (actor, input) => exportInventory(context, actor, input),
      uses: (actor, input) => usesOf(context, actor, input),
      remove: (actor, input) => removeConnection(context, actor, input),
      removal: (actor, input) => removalOf(context, actor, input),
      removeMany: (actor, input) => removeConnections(context, actor, input),
      restore: (actor, input) => restoreConnections(context, actor, input),
      deleted: (actor) => listDeletedConnections(store.read, actor),
      check: (actor, input, signal) => checkConnection(context, actor, input, signal),
    },
    api: {
      countOf: countConnectionsOf,
      knownTo: (actor, userId) => knownTo(store.read, actor, userId),
      readMany: (r, actor, ids) => readReachable(context, r, actor, ids),
      ofIntegration: (actor, id) => readOfIntegration(context, store.read, actor, id),
      create: (actor, input) => createConnection(context, actor, input),
      requirements: (r, actor, integration) => requirementsOf(context, r, actor, integration),
      affectedBy: (actor, id, next) => connectionsAffected(store.read, actor, id, next),
      check: (actor, input, signal) => checkConnection(context, actor, input, signal),
      createDefault: (w, actor, integration, credentials) =>
        createDefaultConnection(context, w, actor, integration, credentials),
    },
    tables: [
      {
        table: connections,
        travels: 'all',
        kept: 'untilDeleted',
        refersTo: { integration_id: 'integrations', owner_id: 'users', secret_by: 'users' },
        past: [{ at: connections.secretChangedAt, moves: [connections.previousUntil] }, { at: connections.createdAt }],
        merge: {
          latest: ['secret_changed_at'],
          mend: { connections_name: { rename: 'name' }, connections_default: { set: { is_default: 0 } } },
          deletedInto: 'deleted_connections',
          rememberedIn: { table: 'attachments', column: 'lost_connection_id' },
          privateTo,
          isVouchedFor: true,
          shown: { thing: 'connection', name: 'name' },
        },
      },
      {
        table: deletedConnections,
        travels: 'all',
        kept: 'untilDeleted',
        refersTo: { integration_id: 'integrations', owner_id: 'users', secret_by: 'users' },
        past: [{ at: deletedConnections.deletedAt }],
        merge: { privateTo, shown: { thing: 'connection', name: 'name' } },
      },
      {
        table: connectionStates,
        travels: 'none',
        kept: 'withParent',
        refersTo: { connection_id: 'connections' },
        past: [{ at: connectionStates.lastUsedAt }],
      },
    ],
    facts: Object.values(connectionFacts),
    jobs: handleJobs(connectionJobs, {
      expiryNotices: async () => {
        sendExpiryNotices(context);
        return undefined;
      },
    }),
    cleanUp: async () => {
      purgeRotations(context);
      await purgeConnections(context);
      return {};
    },
  };
}
