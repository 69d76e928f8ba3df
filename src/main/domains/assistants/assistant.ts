import { and, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { Assistant, AssistantFields } from '#contract/assistants.ts';
import { type AssistantId, assistantId, attachmentId, type IntegrationId, type TenantId } from '#contract/common.ts';
import { findRecord, keyOf } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { listDeleted, purgeDeleted, restoreBlocked } from '#main/kernel/deletion.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { findConnection } from './attachments.ts';
import type { AssistantsContext } from './context.ts';
import { nameTaken, noProvider, notTheirs } from './faults.ts';
import { readAssistant } from './list.ts';
import {
  type AssistantRow,
  assistantFacts,
  assistants,
  attachments,
  mayChangeVisibility,
  mayEdit,
  mineOrTeams,
  oneRow,
  requireEditable,
  shownFields,
  subjectOf,
} from './table.ts';

type Context = Pick<AssistantsContext, 'store' | 'facts' | 'now' | 'connections'>;
/** What is changed; what is undefined stays. */
type Changes = { readonly [K in keyof AssistantFields]?: AssistantFields[K] | undefined };
type NewAssistant = Changes & Pick<AssistantFields, 'name'>;

const empty = { description: '', instructions: '', providerId: null, model: null, visibility: 'team' } as const;

/** Makes an assistant, the team's unless said otherwise. Throws NAME_TAKEN or INVALID. */
export function createAssistant(context: Context, actor: Actor, input: NewAssistant): Assistant {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const fields = { ...empty, ...columnsOf(w, actor, input), name: input.name };
    const made = readAssistant(context, w, actor, insertAssistant(w, actor, fields, context.now()));
    const subject = subjectOf(made, made.owner.id);
    context.facts.emit(w, assistantFacts.created, { actor, ...subject, after: shownFields(made) });
    return made;
  });
}

type NewRow = Pick<AssistantRow, 'name' | 'description' | 'instructions' | 'providerId' | 'model' | 'visibility'>;

/** Writes a row of the actor's. Throws NAME_TAKEN. */
function insertAssistant(w: Writer, actor: Actor, row: NewRow, now: number): AssistantId {
  const id = assistantId.parse(uuidv7(now));
  const key = { tenantId: actor.tenantId, id };
  refuseTakenName(w, key, row.name);
  w.insert(assistants)
    .values({
      ...row,
      ...key,
      nameKey: keyOf(row.name),
      ownerId: actor.userId,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    })
    .run();
  return id;
}

/** Throws NOT_FOUND, FORBIDDEN, CHANGED_MEANWHILE, NAME_TAKEN or INVALID. */
export function updateAssistant(
  context: Context,
  actor: Actor,
  { id, changes, expected }: { id: AssistantId; changes: Changes; expected?: Expected },
): Assistant {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const stored = readAssistant(context, w, actor, id);
    requireUnchanged(row.name, stored, changes, expected);
    const before = shownFields(stored);
    const fields = columnsOf(w, actor, changes);
    const hides = fields.visibility !== undefined && fields.visibility !== row.visibility;
    if (hides && !mayChangeVisibility(actor, row)) throw notTheirs(row.name);
    if (fields.name !== undefined) refuseTakenName(w, row, fields.name);
    const named = fields.name === undefined ? {} : { nameKey: keyOf(fields.name) };
    w.update(assistants)
      .set({ ...fields, ...named, updatedAt: context.now() })
      .where(oneRow(row))
      .run();
    const saved = afterUpdate(context, w, actor, row, { ...row, ...fields });
    const subject = subjectOf(saved, row.ownerId);
    context.facts.emit(w, assistantFacts.changed, { actor, ...subject, before, after: shownFields(saved) });
    return saved;
  });
}

/** An admin may give someone else's assistant back to them alone; it is shown for the last time then. */
function afterUpdate(
  context: Context,
  r: Reader,
  actor: Actor,
  row: AssistantRow,
  next: Pick<AssistantRow, 'visibility'>,
): Assistant {
  const seer = next.visibility === 'private' ? { ...actor, userId: row.ownerId } : actor;
  return readAssistant(context, r, seer, row.id);
}

/** The given fields as columns. Throws INVALID where the provider is none. */
function columnsOf(r: Reader, actor: Actor, { providerIntegrationId, ...changes }: Changes): Partial<NewRow> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  if (providerIntegrationId === undefined) return given;
  return { ...given, providerId: providerIntegrationId && requireProvider(r, actor, providerIntegrationId) };
}

function requireProvider(r: Reader, { tenantId }: Actor, id: IntegrationId): IntegrationId {
  if (findRecord(r, tenantId, id)?.type !== 'ai_provider') throw noProvider();
  return id;
}

/** Throws NAME_TAKEN. */
function refuseTakenName(r: Reader, key: Pick<AssistantRow, 'tenantId' | 'id'>, name: string): void {
  if (isNameTaken(r, key, name)) throw nameTaken(name);
}

function isNameTaken(r: Reader, { tenantId, id }: Pick<AssistantRow, 'tenantId' | 'id'>, name: string): boolean {
  const others = and(eq(assistants.tenantId, tenantId), ne(assistants.id, id), isNull(assistants.deletedAt));
  const same = and(others, eq(assistants.nameKey, keyOf(name)));
  return r.select({ id: assistants.id }).from(assistants).where(same).get() !== undefined;
}

/** A copy of one's own with the same integrations. Connections that the person may not use are left out. Throws NOT_FOUND. */
export function duplicateAssistant(context: Context, actor: Actor, { id }: { id: AssistantId }): Assistant {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const copyId = insertAssistant(w, actor, { ...fieldsOf(row), name: freeName(w, row) }, context.now());
    copyAttachments(context, w, actor, row, copyId);
    const copy = readAssistant(context, w, actor, copyId);
    const subject = subjectOf(copy, actor.userId);
    context.facts.emit(w, assistantFacts.duplicated, { actor, ...subject, after: shownFields(copy) });
    return copy;
  });
}

function freeName(r: Reader, row: AssistantRow): string {
  const nobody = { tenantId: row.tenantId, id: row.id };
  for (let count = 1; ; count += 1) {
    const name = `${row.name.slice(0, 105)} copy${count === 1 ? '' : ` ${count}`}`;
    if (!isNameTaken(r, nobody, name)) return name;
  }
}

function copyAttachments(
  context: Context,
  w: Writer,
  actor: Actor,
  { tenantId, id }: AssistantRow,
  to: AssistantId,
): void {
  const of = and(eq(attachments.tenantId, tenantId), eq(attachments.assistantId, id));
  const now = context.now();
  for (const row of w.select().from(attachments).where(of).all()) {
    const usable = row.connectionId !== null && findConnection(context, w, actor, row.connectionId) !== undefined;
    const connectionId = usable ? row.connectionId : null;
    const times = { createdAt: now, updatedAt: now };
    w.insert(attachments)
      .values({
        ...row,
        ...times,
        id: attachmentId.parse(uuidv7(now)),
        assistantId: to,
        connectionId,
        lostConnectionId: null,
      })
      .run();
  }
}

function fieldsOf({ description, instructions, providerId, model, visibility }: AssistantRow) {
  return { description, instructions, providerId, model, visibility };
}

type Ids = { ids: AssistantId[] };

/** Deletes softly: `restoreAssistants` with the same ids undoes it for 30 days. Ids of others are passed over. */
export function removeAssistants(context: Context, actor: Actor, input: Ids): Ids {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const gone = mark(w, actor, input.ids, context.now());
    return emitForEach(context, w, assistantFacts.deleted, actor, gone);
  });
}

/** Brings deleted assistants back with what was attached, all or none. Throws CONFLICT where a name was given away in the meantime. */
export function restoreAssistants(context: Context, actor: Actor, input: Ids): Ids {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const back = mark(w, actor, input.ids, null);
    return emitForEach(context, w, assistantFacts.restored, actor, back);
  });
}

/** The deleted ones that exist for the actor, the last first. */
export function listDeletedAssistants(r: Reader, actor: Actor) {
  const where = mineOrTeams(actor);
  return listDeleted(r, assistants, { name: assistants.name, where, restorable: mayEdit(actor) });
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
    if (at === null && isNameTaken(w, row, row.name))
      throw restoreBlocked([`Another assistant is now named ${row.name}`]);
    w.update(assistants).set({ deletedAt: at }).where(oneRow(row)).run();
  }
  return rows;
}

function emitForEach(
  { facts }: Context,
  w: Writer,
  type: typeof assistantFacts.deleted | typeof assistantFacts.restored,
  actor: Actor,
  rows: readonly AssistantRow[],
): Ids {
  for (const row of rows) facts.emit(w, type, { actor, ...subjectOf(row, row.ownerId) });
  return { ids: rows.map(({ id }) => id) };
}

/** Deletes for good what was deleted more than 30 days ago, in every tenant, in steps. @returns how many */
export function purgeAssistants(context: Pick<Context, 'store' | 'now'>): Promise<number> {
  // Each takes its attachments with it.
  return purgeDeleted(context, { table: assistants, atOnce: 20 });
}

/** Makes the key of a name anew, where two people's changes of an assistant met. */
export function deriveAssistants(w: Writer, tenantId: string, ids: readonly string[]): void {
  for (const id of ids) {
    const own = and(eq(assistants.tenantId, tenantId as TenantId), eq(assistants.id, id as AssistantId));
    const row = w.select({ name: assistants.name }).from(assistants).where(own).get();
    if (row)
      w.update(assistants)
        .set({ nameKey: keyOf(row.name) })
        .where(own)
        .run();
  }
}
