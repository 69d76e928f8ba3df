import { and, asc, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection, ConnectionState, connectionsContract } from '#contract/connections.ts';
import { type Actor, notFound } from '#main/actor.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import type { Reader } from '#main/store/index.ts';
import { mayEdit, visibleTo } from './access.ts';
import type { ConnectionsDeps } from './deps.ts';
import { reasonOf, stateColumn } from './state.ts';
import { connections } from './table.ts';

type Input = (typeof connectionsContract.list)['~orpc']['inputSchema'];
export type ListInput = z.output<NonNullable<Input>>;
type Deps = Pick<ConnectionsDeps, 'vault'>;

const needsPerson: ConnectionState[] = ['refused', 'failing', 'missing'];

/** A window of the connections that exist for the actor, with how many there are and how many of them need a person. */
export function listConnections({ store, vault }: ConnectionsDeps, actor: Actor, input: ListInput) {
  const r = store.read;
  const state = stateColumn(vault);
  const where = and(visibleTo(actor), ...filters(input, state));
  const rows = select(r, state)
    .where(where)
    .orderBy(orderOf(input, state), asc(connections.id))
    .limit(input.limit)
    .offset(input.offset)
    .all();
  return {
    rows: rows.map((row) => toConnection(actor, row)),
    total: count(r, where),
    attention: count(r, and(visibleTo(actor), inArray(state, needsPerson))),
  };
}

/** One connection as the actor sees it. Throws NOT_FOUND. */
export function readConnection({ vault }: Deps, r: Reader, actor: Actor, id: ConnectionId): Connection {
  const row = select(r, stateColumn(vault))
    .where(and(eq(connections.id, id), visibleTo(actor)))
    .get();
  if (!row) throw notFound('The connection');
  return toConnection(actor, row);
}

function select(r: Reader, state: SQL<ConnectionState>) {
  return r
    .select({
      row: connections,
      integrationName: integrations.displayName,
      ownerName: users.name,
      state: state.as('shown_state'),
    })
    .from(connections)
    .innerJoin(integrations, ofIntegration)
    .leftJoin(users, eq(users.id, connections.ownerId))
    .$dynamic();
}

const ofIntegration = and(
  eq(integrations.tenantId, connections.tenantId),
  eq(integrations.id, connections.integrationId),
);

type Selected = NonNullable<ReturnType<ReturnType<typeof select>['get']>>;

function toConnection(actor: Actor, { row, integrationName, ownerName, state }: Selected): Connection {
  const { tenantId: _tenant, ownerId, stateReason, ...rest } = row;
  return {
    ...rest,
    integrationName,
    owner: { id: ownerId, name: ownerName ?? 'A former member' },
    state,
    stateReason: reasonOf(state, stateReason),
    editable: mayEdit(actor, row),
  };
}

function count(r: Reader, where: SQL | undefined): number {
  return (
    r.select({ n: sql<number>`count(*)` }).from(connections).innerJoin(integrations, ofIntegration).where(where).get()
      ?.n ?? 0
  );
}

function filters(input: ListInput, state: SQL<ConnectionState>): (SQL | undefined)[] {
  const text = input.text?.trim();
  const pattern = text ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  return [
    input.integrationId && eq(connections.integrationId, input.integrationId),
    input.kinds?.length ? inArray(connections.kind, input.kinds) : undefined,
    input.states?.length ? inArray(state, input.states) : undefined,
    input.visibility && eq(connections.visibility, input.visibility),
    pattern &&
      or(
        sql`${connections.name} LIKE ${pattern} ESCAPE '\\'`,
        sql`${integrations.displayName} LIKE ${pattern} ESCAPE '\\'`,
      ),
  ].map((filter) => filter || undefined);
}

function orderOf({ sort, direction }: ListInput, state: SQL<ConnectionState>): SQL {
  const columns = {
    name: sql`${connections.name} COLLATE NOCASE`,
    integration: integrations.displayKey,
    kind: connections.kind,
    state,
    visibility: connections.visibility,
    createdAt: connections.createdAt,
    lastUsedAt: connections.lastUsedAt,
    lastCheckedAt: connections.lastCheckedAt,
  };
  return direction === 'asc' ? asc(columns[sort]) : desc(columns[sort]);
}
