import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { groupHeader } from '#contract/collections.ts';
import type { GroupId, Json, SavedRequestId, TenantId } from '#contract/common.ts';
import { formField, parameterValue, requestVariable } from '#contract/requestParts.ts';
import { assertion, capture } from '#core/collections/assertions.ts';
import { DamagedValue, type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { type RowList, requestRows, rowLists } from './table.ts';

/** Whose rows they are. */
export type RowOwner = { readonly requestId: SavedRequestId } | { readonly groupId: GroupId };

const schemas = {
  parameters: parameterValue,
  fields: formField,
  headers: groupHeader,
  variables: requestVariable,
  assertions: assertion,
  captures: capture,
} satisfies Record<RowList, z.ZodType>;

/** The lists of a request or group, each in its order. */
export type RowLists = { [L in RowList]: z.output<(typeof schemas)[L]>[] };

const ofOwner = (tenantId: TenantId, owner: RowOwner) =>
  and(
    eq(requestRows.tenantId, tenantId),
    'requestId' in owner ? eq(requestRows.requestId, owner.requestId) : eq(requestRows.groupId, owner.groupId),
  );

/** Reads the lists of an owner. Throws DamagedValue where an entry is none of its list. */
export function readLists(r: Reader, tenantId: TenantId, owner: RowOwner): RowLists {
  const rows = r
    .select({ list: requestRows.list, entry: requestRows.entry })
    .from(requestRows)
    .where(ofOwner(tenantId, owner))
    .orderBy(requestRows.list, requestRows.position, requestRows.id)
    .all();
  return listsOf(rows);
}

export function listsOf(rows: readonly { readonly list: RowList; readonly entry: unknown }[]): RowLists {
  const of = <L extends RowList>(list: L) =>
    rows.filter((row) => row.list === list).map(({ entry }) => entryOf(list, entry)) as RowLists[L];
  return {
    parameters: of('parameters'),
    fields: of('fields'),
    headers: of('headers'),
    variables: of('variables'),
    assertions: of('assertions'),
    captures: of('captures'),
  };
}

function entryOf(list: RowList, entry: unknown) {
  const { success, data, error } = schemas[list].safeParse(entry);
  if (success) return data;
  throw new DamagedValue('request_rows', list, error);
}

/**
 * Writes the lists of an owner. An entry that stays, or changes its value under its name, keeps its row, so that another computer sees a
 * change of that entry and no other.
 */
export function writeLists(w: Writer, tenantId: TenantId, owner: RowOwner, lists: Partial<RowLists>): void {
  const stored = w.select().from(requestRows).where(ofOwner(tenantId, owner)).orderBy(requestRows.position).all();
  for (const list of rowLists) {
    const entries = lists[list];
    if (entries === undefined) continue;
    // What is undefined is not there once it is JSON.
    const written = entries.map((given) => JSON.parse(JSON.stringify(given)) as Record<string, Json>);
    const free = stored.filter((row) => row.list === list);
    const rows = takeRows(free, written);
    written.forEach((entry, position) => {
      const same = rows[position];
      if (same !== undefined && same.position === position && isSame(same.entry, entry)) return;
      const row = {
        tenantId,
        id: same?.id ?? uuidv7(),
        requestId: 'requestId' in owner ? owner.requestId : null,
        groupId: 'groupId' in owner ? owner.groupId : null,
        list,
        position,
        entry,
      };
      w.insert(requestRows)
        .values(row)
        .onConflictDoUpdate({ target: [requestRows.tenantId, requestRows.id], set: { position, entry } })
        .run();
    });
    const gone = JSON.stringify(free.map(({ id }) => id));
    if (free.length > 0)
      w.delete(requestRows)
        .where(
          and(eq(requestRows.tenantId, tenantId), sql`${requestRows.id} IN (SELECT value FROM json_each(${gone}))`),
        )
        .run();
  }
}

type Stored = typeof requestRows.$inferSelect;

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const nameOf = ({ name, variable, subject, in: place }: Record<string, Json>) =>
  JSON.stringify([name, variable, subject, place]);

/** Takes the row of each entry out of those that are free: the same one, and of what is left then one of the same name. */
function takeRows(free: Stored[], entries: readonly Record<string, Json>[]): (Stored | undefined)[] {
  const take = (isIt: (row: Stored) => boolean) => {
    const at = free.findIndex(isIt);
    return at < 0 ? undefined : free.splice(at, 1)[0];
  };
  return entries
    .map((entry) => take((row) => isSame(row.entry, entry)))
    .map((same, at) => same ?? take((row) => nameOf(row.entry) === nameOf(entries[at] ?? {})));
}
