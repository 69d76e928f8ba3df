import { and, eq, inArray, sql } from 'drizzle-orm';
import { getTableConfig, primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core';
import type { ConnectionId } from '#contract/common.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { listDeleted, purgeDeleted, restoreBlocked } from '#main/kernel/deletion.ts';
import { isRead, leniently, type Reader, timestampMs, type Writer } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { hasDefault, isInteractive, isNameTaken } from './create.ts';
import { forgetMaterial, isAsSetAside, setMaterialAside } from './credentials/secrets.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
import { noPrevious } from './replaceSecret.ts';
import { suspendConnection } from './seen.ts';
import {
  type ConnectionRow,
  changeState,
  connectionColumns,
  connections,
  existsFor,
  isDisposable,
  oneRow,
  partsOf,
} from './table.ts';

/** What is left of a deleted connection for 30 days: everything but its secrets. Mirror of `0025_deleted.sql`. */
export const deletedConnections = sqliteTable(
  'deleted_connections',
  { ...connectionColumns(), deletedAt: timestampMs('deleted_at').notNull() },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

type Key = Pick<ConnectionRow, 'tenantId' | 'id'>;

const oneDeleted = ({ tenantId, id }: Key) =>
  and(eq(deletedConnections.tenantId, tenantId), eq(deletedConnections.id, id));

/** Columns are copied as they are stored, so that a row with a damaged value moves like any other. */
const columns = sql.raw(
  getTableConfig(connections)
    .columns.map(({ name }) => name)
    .join(', '),
);

/** Deletes a connection: its secrets for good, the rest for 30 days. In the caller's transaction. */
export function setAside(context: Pick<ConnectionsContext, 'vault' | 'now'>, w: Writer, row: Key): void {
  setMaterialAside(context, w, row);
  w.run(sql`INSERT INTO ${deletedConnections} (${columns}, deleted_at)
    SELECT ${columns}, ${context.now()} FROM ${connections} WHERE ${oneRow(row)}`);
  w.update(deletedConnections).set(noPrevious).where(oneDeleted(row)).run();
  w.delete(connections).where(oneRow(row)).run();
}

const integrationName = sql<string>`(SELECT ${integrations.displayName} FROM ${integrations}
  WHERE ${integrations.tenantId} = ${deletedConnections.tenantId} AND ${integrations.id} = ${deletedConnections.integrationId})`;

/** The deleted connections that exist for the actor, each with its integration in the name. The rules are those of connections. */
export function listDeletedConnections(r: Reader, actor: Actor) {
  const { name, ownerId } = deletedConnections;
  return listDeleted(r, deletedConnections, {
    name: sql`${name} || ' (' || ${integrationName} || ')'`,
    where: existsFor(actor, deletedConnections),
    restorable: actor.role === 'editor' ? sql`(${ownerId} = ${actor.userId})` : actor.role === 'admin',
  });
}

interface Ids {
  ids: ConnectionId[];
}

/**
 * Brings deleted connections back, all of them or none; each needs its secrets again, or a sign-in. Those that are not the actor's to
 * restore are passed over. Throws VAULT_LOCKED, or CONFLICT where one cannot come back.
 */
export function restoreConnections(context: ConnectionsContext, actor: Actor, { ids }: Ids): Ids {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const back = readDeleted(w, actor, ids).filter((row) => isDisposable(actor, row));
    for (const row of back) restoreOne(context, w, actor, row);
    return { ids: back.map(({ id }) => id) };
  });
}

function readDeleted(r: Reader, actor: Actor, ids: readonly ConnectionId[]) {
  const among = inArray(deletedConnections.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return leniently(() =>
    r
      .select()
      .from(deletedConnections)
      .where(and(among, existsFor(actor, deletedConnections)))
      .all(),
  );
}

type DeletedRow = ReturnType<typeof readDeleted>[number];

function restoreOne(context: ConnectionsContext, w: Writer, actor: Actor, row: DeletedRow): void {
  refuseBlocked(w, actor, row);
  if (row.isDefault && hasDefault(w, row, row.integrationId))
    w.update(deletedConnections).set({ isDefault: false }).where(oneDeleted(row)).run();
  w.run(
    sql`INSERT INTO ${connections} (${columns}) SELECT ${columns} FROM ${deletedConnections} WHERE ${oneDeleted(row)}`,
  );
  w.delete(deletedConnections).where(oneDeleted(row)).run();
  if (!isAsSetAside(context, w, row))
    throw restoreBlocked(
      [`The settings of ${row.name} were changed outside Patchbay, or the vault they were sealed in is gone`],
      'Create the connection again.',
    );
  beginAgain(context, w, row);
  emitFact(context, w, connectionFacts.restored, actor, { connection: readConnection(context, w, actor, row.id) });
}

/** Throws CONFLICT where the integration is gone as well, or the name was given away. */
function refuseBlocked(r: Reader, actor: Actor, row: DeletedRow): void {
  const { name, integrationId: id, tenantId } = row;
  const of = and(eq(integrations.tenantId, tenantId), eq(integrations.id, id));
  const { displayName, deletedAt } = integrations;
  const integration = r.select({ displayName, deletedAt }).from(integrations).where(of).get();
  const called = integration?.displayName ?? 'its integration';
  if (integration === undefined || integration.deletedAt !== null)
    throw restoreBlocked([`${called}, which ${name} belongs to, was deleted as well`], `Restore ${called} first.`);
  if (isNameTaken(r, actor, row)) throw restoreBlocked([`Another connection of ${called} is now named ${name}`]);
}

/** What has to be said of a connection without secrets and tokens. Its end was told before. */
function beginAgain({ now }: ConnectionsContext, w: Writer, row: DeletedRow): void {
  const parts = isRead(row.more) ? partsOf(row) : [];
  const waits = parts.some(({ config }) => config?.kind === 'oauth2' && isInteractive(config.oauth.grant));
  if (waits) suspendConnection(w, row, 'needsSignIn', 'Sign in to fetch its tokens.');
  if (row.expiresAt !== null && row.expiresAt <= now()) changeState(w, row, { expiryNoticedAt: now() });
}

/** Deletes for good what was deleted more than 30 days ago, in every tenant. @returns how many */
export function purgeConnections(context: Pick<ConnectionsContext, 'store' | 'now' | 'vault'>): Promise<number> {
  const alongWith = (w: Writer, row: { tenantId: string; id: string }) => forgetMaterial(context, w, row);
  return purgeDeleted(context, { table: deletedConnections, atOnce: 20, alongWith });
}
