import { and, sql } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { listDeleted, purgeDeleted, restoreBlocked } from '#main/kernel/deletion.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { IntegrationsContext, IntegrationsPorts } from './context.ts';
import { emitForAll, integrationFacts } from './facts.ts';
import { nameHolder, providerHolder } from './integration.ts';
import { dropLogo } from './logos.ts';
import { aliveIds, among, type IntegrationRecord, integrations, readMany } from './rows.ts';

interface Ids {
  ids: IntegrationId[];
}

/** Deletes softly: `restoreIntegrations` with the same ids undoes it for 30 days. Ids of others are passed over. */
export function removeIntegrations(context: IntegrationsContext, actor: Actor, { ids }: Ids): Ids {
  requireRole(actor, 'editor');
  const now = context.now();
  return context.store.write((w) => {
    const rows = readMany(w, actor.tenantId, aliveIds(w, actor.tenantId, ids));
    const gone = among(
      actor.tenantId,
      rows.map((row) => row.id),
    );
    w.update(integrations).set({ deletedAt: now, updatedAt: now }).where(gone).run();
    emitForAll(context, w, integrationFacts.deleted, actor, rows);
    return { ids: rows.map((row) => row.id) };
  });
}

type Removal = Pick<IntegrationsContext, 'store'> & Pick<IntegrationsPorts, 'lostWith'>;

/** What deleting these would take along. Ids of others, and of what is deleted already, are passed over. */
export function removalOf({ store, lostWith }: Removal, actor: Actor, { ids }: Ids) {
  const alive = aliveIds(store.read, actor.tenantId, ids);
  return { integrations: alive.length, ...lostWith(store.read, actor, alive) };
}

/** Brings deleted integrations back, all of them or none. Throws CONFLICT where a name or provider was taken in the meantime. */
export function restoreIntegrations(context: IntegrationsContext, actor: Actor, { ids }: Ids): Ids {
  requireRole(actor, 'editor');
  const now = context.now();
  return context.store.write((w) => {
    const rows = readMany(w, actor.tenantId, ids).filter((row) => row.deletedAt !== null);
    for (const row of rows) restoreOne(w, row, now);
    emitForAll(context, w, integrationFacts.restored, actor, rows);
    return { ids: rows.map((row) => row.id) };
  });
}

/** What was deleted in the last 30 days, the last first. */
export function listDeletedIntegrations(r: Reader, { tenantId, role }: Actor) {
  return listDeleted(r, integrations, {
    name: integrations.displayName,
    where: sql`${integrations.tenantId} = ${tenantId}`,
    restorable: role !== 'viewer',
  });
}

function restoreOne(w: Writer, row: IntegrationRecord, now: number): void {
  const blocked = blockersOf(w, row);
  if (blocked.length > 0) throw restoreBlocked(blocked);
  w.update(integrations)
    .set({ deletedAt: null, updatedAt: now })
    .where(among(row.tenantId, [row.id]))
    .run();
}

function blockersOf(r: Reader, row: IntegrationRecord): string[] {
  const named = nameHolder(r, row, row.name);
  const owner = providerHolder(r, row, row.provider);
  return [
    ...(named === undefined ? [] : [`Another integration is now named ${row.name}`]),
    ...(owner === undefined ? [] : [`${owner} now uses the provider ${row.provider}`]),
  ];
}

/** Deletes for good, with their logos, what was deleted more than 30 days ago, in every tenant. Returns how many. */
export async function purgeIntegrations(
  context: Pick<IntegrationsContext, 'store' | 'now' | 'logosDir' | 'isInBackup'>,
): Promise<number> {
  const gone: Pick<IntegrationRecord, 'tenantId' | 'logoFile'>[] = [];
  const count = await purgeDeleted(context, {
    table: integrations,
    // Each takes its connections, operations and results with it.
    atOnce: 5,
    alongWith: (w, row) => {
      const { tenantId, logoFile } = integrations;
      const where = sql`${tenantId} = ${row.tenantId} AND ${integrations.id} = ${row.id}`;
      gone.push(...w.select({ tenantId, logoFile }).from(integrations).where(where).all());
      forgetFallback(w, row);
    },
  });
  for (const { tenantId, logoFile } of gone) await dropLogo(context, tenantId, logoFile);
  return count;
}

function forgetFallback(w: Writer, { tenantId, id }: { tenantId: string; id: string }): void {
  const pointing = and(sql`${integrations.tenantId} = ${tenantId}`, sql`${integrations.fallbackId} = ${id}`);
  w.update(integrations).set({ fallbackId: null }).where(pointing).run();
}
