import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import type { ConnectionState, connectionsContract } from '#contract/connections.ts';
import { statesForPerson } from '#core/connections/state.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { countOnce, type Reader } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { isComplete, ofIntegration, readMany, stateColumn, type VaultSight } from './read.ts';
import { connectionStates, connections, ofConnection, orphanedColumn, visibleTo } from './table.ts';

/** A window of the connections that exist for the actor, with how many there are and how many of them need a person. */
export function listConnections(context: ConnectionsContext, actor: Actor, input: ListInput) {
  const r = context.store.read;
  const now = context.now();
  const { status, method } = context.vault.standing();
  const vault = { status, method, complete: knownComplete(r, actor, { status, method }) };
  const state = stateColumn(vault, now);
  const visible = visibleTo(actor);
  const chosen = and(...filters(context, r, actor, input, { state, now }));
  // The window is found first, so that what is costly is computed for its rows alone.
  const ids = window(r, actor, and(visible, chosen), orderOf(input, state), input);
  const uses = context.references.counts(r, actor.tenantId, 'connection', ids);
  const rows = readMany(context, r, actor, ids, vault).map((row) => ({ ...row, uses: uses.get(row.id) ?? 0 }));
  return { rows, ...counts(r, actor, input, { vault, now, visible, chosen, state }) };
}

const knownComplete = (r: Reader, { tenantId }: Actor, vault: VaultSight): boolean =>
  countOnce(r, JSON.stringify(['complete', tenantId, vault.method]), () => (isComplete(r, tenantId, vault) ? 1 : 0)) ===
  1;

interface Counted {
  readonly vault: VaultSight;
  readonly now: number;
  readonly visible: SQL | undefined;
  readonly chosen: SQL | undefined;
  readonly state: SQL<ConnectionState>;
}

/** States change with the clock, too: what is counted holds for a minute at most. */
const countedForMs = 60_000;

function counts(r: Reader, actor: Actor, input: ListInput, { vault, now, visible, chosen, state }: Counted) {
  const seen = [actor.tenantId, actor.userId, actor.role, vault.status, vault.method, Math.floor(now / countedForMs)];
  const { offset: _, limit: __, sort: ___, direction: ____, ...filter } = input;
  const { integrationId } = input;
  const among = integrationId && eq(connections.integrationId, integrationId);
  const count = (key: unknown[], where: SQL | undefined) =>
    countOnce(r, JSON.stringify(['connections', ...seen, ...key]), () => countWhere(r, and(visible, where)));
  return {
    total: count([filter], chosen),
    all: count(['all', integrationId], among),
    attention: count(['attention', integrationId], and(among, needsPerson(state))),
  };
}

const needsPerson = (state: SQL<ConnectionState>): SQL => inArray(state, [...statesForPerson]);

function countWhere(r: Reader, where: SQL | undefined): number {
  return (
    r
      .select({ total: sql<number>`count(*)` })
      .from(connections)
      .leftJoin(connectionStates, ofConnection)
      .where(where)
      .get()?.total ?? 0
  );
}

type Input = (typeof connectionsContract.list)['~orpc']['inputSchema'];
type ListInput = z.output<NonNullable<Input>>;

const dayMs = 86_400_000;
/** Not used for so many days counts as unused. */
const unusedDays = 90;

/** The conditions of a list's filters. */
function filters(
  context: Pick<ConnectionsContext, 'references'>,
  r: Reader,
  actor: Actor,
  input: ListInput,
  { state, now }: { state: SQL<ConnectionState>; now: number },
): (SQL | undefined)[] {
  const { integrationId, kinds, states, visibility, expiringDays } = input;
  return [
    integrationId && eq(connections.integrationId, integrationId),
    kinds?.length ? inArray(connections.kind, kinds) : undefined,
    states?.length ? inArray(state, states) : undefined,
    visibility && eq(connections.visibility, visibility),
    named(actor, input.text),
    input.attention ? needsPerson(state) : undefined,
    input.unused ? idle(context, r, actor, now) : undefined,
    expiringDays && sql`${connections.expiresAt} <= ${now + expiringDays * dayMs}`,
    input.neverValidated ? isNull(connectionStates.lastSucceededAt) : undefined,
    input.orphaned === undefined ? undefined : input.orphaned ? orphanedColumn : sql`NOT ${orphanedColumn}`,
  ].map((filter) => filter || undefined);
}

function named({ tenantId }: Actor, given: string | undefined): SQL | undefined {
  const text = given?.trim();
  if (!text) return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  // As a set of ids, so that no list needs a join for it.
  const named = sql`SELECT ${integrations.id} FROM ${integrations}
    WHERE ${integrations.tenantId} = ${tenantId} AND ${integrations.displayName} LIKE ${pattern} ESCAPE '\\'`;
  return sql`(${connections.name} LIKE ${pattern} ESCAPE '\\' OR ${connections.integrationId} IN (${named}))`;
}

/** Sent with by nobody for 90 days, and needed by nothing that the console knows. */
function idle(
  { references }: Pick<ConnectionsContext, 'references'>,
  r: Reader,
  { tenantId }: Actor,
  now: number,
): SQL {
  const needed = JSON.stringify([...references.usedIds(r, tenantId, 'connection')]);
  return sql`(coalesce(${connectionStates.lastUsedAt}, ${connections.createdAt}) < ${now - unusedDays * dayMs}
    AND ${connections.id} NOT IN (SELECT value FROM json_each(${needed})))`;
}

/** The ids of a window. */
function window(
  r: Reader,
  { tenantId }: Actor,
  where: SQL | undefined,
  order: SQL,
  { offset, limit, sort }: ListInput,
): ConnectionId[] {
  const id = { id: connections.id };
  // A cross join keeps its order: the integrations come sorted, each with its connections. What is deleted is left out here too,
  // since only so their sorted index serves.
  const found =
    sort === 'integration'
      ? r
          .select(id)
          .from(integrations)
          .crossJoin(connections)
          .leftJoin(connectionStates, ofConnection)
          .where(and(eq(integrations.tenantId, tenantId), isNull(integrations.deletedAt), ofIntegration, where))
          .$dynamic()
      : r.select(id).from(connections).leftJoin(connectionStates, ofConnection).where(where).$dynamic();
  return found
    .orderBy(order, asc(connections.id))
    .limit(limit)
    .offset(offset)
    .all()
    .map(({ id }) => id);
}

function orderOf({ sort, direction }: ListInput, state: SQL<ConnectionState>): SQL {
  const columns = {
    name: sql`${connections.name} COLLATE NOCASE`,
    integration: integrations.displayKey,
    kind: connections.kind,
    state,
    visibility: connections.visibility,
    createdAt: connections.createdAt,
    lastUsedAt: connectionStates.lastUsedAt,
    lastCheckedAt: connectionStates.lastCheckedAt,
    lastSucceededAt: connectionStates.lastSucceededAt,
    // What has no end comes after everything that has one.
    expiresAt: sql`coalesce(${connections.expiresAt}, 9e15)`,
  };
  return direction === 'asc' ? asc(columns[sort]) : desc(columns[sort]);
}
