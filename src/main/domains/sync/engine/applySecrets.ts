import type { Writer } from '#main/store/index.ts';
import type { Application } from './application.ts';
import { addConflict } from './conflictRecord.ts';
import { rehearse } from './context.ts';
import type { Incoming, Put } from './incoming.ts';
import type { SyncTable } from './registry.ts';
import { isKey, keyOf } from './rows.ts';

/**
 * Settings that say where secrets go. Where they change by what somebody else did, secrets of this store do not follow: the person who
 * entered them has not seen the new ones. Those that come sealed for the new settings take their place.
 */
export function placeVouched(of: Application, put: Put, place: () => void): void {
  const { secrets, read } = of.context;
  const row = { tenantId: of.tenantId, table: put.of.name, id: put.rowId };
  // A row that is new here has no secrets yet.
  if (!of.context.rows.has(put.of, of.tenantId, put.rowId)) {
    place();
    return;
  }
  const before = secrets.settingsOf(read, row);
  const { secrets: table } = of.context.registry;
  const coming = [...of.waiting.values()].filter(
    (each) => table && each.table === table.name && !each.deleted && isOfRow(table, each.rowId, row),
  );
  // The vault opens them for the settings of before alone.
  for (const each of coming) of.context.write((w) => keepOwnSecret(of, w, each));
  place();
  if (secrets.settingsOf(read, row) === before) return;
  if (coming.length === 0) of.context.write((w) => secrets.forget(w, row));
}

const isOfRow = (secrets: SyncTable, secretId: string, { table, id }: { table: string; id: string }): boolean => {
  const [owner, of] = isKey(secrets, secretId) ? keyOf(secrets, secretId) : [];
  return owner === table && of === id;
};

/** A secret that was changed on both sides stands as the team has it; the one from here is kept sealed with the conflict. */
function keepOwnSecret(of: Application, w: Writer, incoming: Incoming): void {
  const { context, tenantId } = of;
  const table = context.registry.secrets;
  const pending = of.hasEdits && table ? context.outbox.pendingOf(tenantId, table, incoming.rowId) : undefined;
  if (!table || !pending || pending.mark === 'delete') return;
  const id = addConflict(context, tenantId, {
    ...{ kind: 'field', put: incoming, column: 'value', mine: null, theirs: null, base: null },
    mineAt: pending.at,
  });
  of.conflicts += 1;
  if (id !== undefined) context.keepSecret(w, tenantId, id, incoming.rowId);
  context.outbox.forget(tenantId, table, incoming.rowId);
}

export function placeSecret(of: Application, w: Writer, table: SyncTable, incoming: Incoming): void {
  const { context, tenantId } = of;
  const { rowId, data } = incoming;
  keepOwnSecret(of, w, incoming);
  context.secrets.fromTeam(w, table, tenantId, rowId, data ?? {}, digestInTeam(of, w, table, rowId));
  context.outbox.forget(tenantId, table, rowId);
}

/**
 * The settings that the team has for a secret, where this store has changed them and not sent that yet: the secret was sealed for those,
 * and is sealed for what both make of them when this store sends its change.
 */
function digestInTeam({ context, tenantId }: Application, w: Writer, secrets: SyncTable, rowId: string) {
  const [owner, id] = keyOf(secrets, rowId).map(String);
  const table = context.registry.byName.get(owner ?? '');
  const pending = table && context.outbox.pendingOf(tenantId, table, id ?? '');
  if (!table || pending?.mark !== null) return undefined;
  return rehearse(context.write, () => {
    context.rows.set(table, tenantId, pending.rowId, Object.fromEntries(pending.bases));
    return context.secrets.digest(w, secrets, tenantId, rowId);
  });
}

/** A secret that the team does not have any more. One that was changed here stays. */
export function removeSecret(of: Application, table: SyncTable, incoming: Incoming): void {
  const { context, tenantId } = of;
  const pending = context.outbox.pendingOf(tenantId, table, incoming.rowId);
  if (pending?.mark === 'delete') context.outbox.forget(tenantId, table, incoming.rowId);
  else if (pending) noteReplaced(of, table, incoming);
  else context.write((w) => context.secrets.remove(w, table, tenantId, incoming.rowId));
}

/** A secret that was changed here outlives its deletion by somebody else, and is sent again. */
function noteReplaced({ context, tenantId }: Application, { name }: SyncTable, { rowId }: Incoming): void {
  context.rows
    .statement(
      `INSERT INTO sync_outbox (tenant_id, table_name, row_id, column_name, base, at) VALUES (?, ?, ?, '', 'replace', ?)
       ON CONFLICT DO UPDATE SET base = iif(base = 'delete', 'delete', 'replace')`,
    )
    .run(tenantId, name, rowId, context.now());
}
