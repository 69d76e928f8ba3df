import { and, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { AssistantId } from '#contract/common.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { mineOrTeams, oneRow } from './access.ts';
import type { AssistantsDeps } from './deps.ts';
import { refuseTakenName } from './save.ts';
import { type AssistantRow, assistants } from './table.ts';
import { told } from './told.ts';

type Deps = Pick<AssistantsDeps, 'store' | 'events' | 'now'>;
type Ids = { ids: AssistantId[] };

/** Deletes softly: `restoreAssistants` with the same ids undoes it for 30 days. Ids of others are passed over. */
export function removeAssistants(deps: Deps, actor: Actor, input: Ids): Ids {
  requireRole(actor, 'editor');
  const gone = deps.store.write((w) => mark(w, actor, input.ids, deps.now()));
  return tell(deps, actor, 'deleted', gone);
}

/** Brings deleted assistants back with what was attached, all or none. Throws NAME_TAKEN where a name was given away meanwhile. */
export function restoreAssistants(deps: Deps, actor: Actor, input: Ids): Ids {
  requireRole(actor, 'editor');
  const back = deps.store.write((w) => mark(w, actor, input.ids, null));
  return tell(deps, actor, 'restored', back);
}

/** Sets or clears the mark of deletion; only rows that it changes are answered. */
function mark(w: Writer, actor: Actor, ids: readonly AssistantId[], at: number | null): AssistantRow[] {
  const wanted = inArray(assistants.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  const state = at === null ? isNotNull(assistants.deletedAt) : isNull(assistants.deletedAt);
  const rows = w
    .select()
    .from(assistants)
    .where(and(mineOrTeams(actor), wanted, state))
    .all();
  for (const row of rows) {
    if (at === null) refuseTakenName(w, row, row.name);
    w.update(assistants).set({ deletedAt: at }).where(oneRow(row)).run();
  }
  return rows;
}

function tell(deps: Deps, actor: Actor, action: string, rows: readonly AssistantRow[]): Ids {
  for (const row of rows) told(deps, actor, action, row);
  return { ids: rows.map(({ id }) => id) };
}

const retentionMs = 30 * 24 * 60 * 60 * 1000;

/** Deletes for good what was deleted more than 30 days ago, in every tenant. @returns how many */
export function purgeAssistants({ store, now }: Pick<Deps, 'store' | 'now'>): number {
  const old = and(isNotNull(assistants.deletedAt), lt(assistants.deletedAt, now() - retentionMs));
  return store.write((w) => w.delete(assistants).where(old).run().changes);
}
