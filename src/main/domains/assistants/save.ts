import { and, eq, isNull, ne } from 'drizzle-orm';
import type { Assistant, AssistantFields } from '#contract/assistants.ts';
import { type AssistantId, assistantId, type IntegrationId } from '#contract/common.ts';
import { findRecord, keyOf } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { mayChangeVisibility, oneRow, requireEditable } from './access.ts';
import type { AssistantsDeps } from './deps.ts';
import { nameTaken, noProvider, notTheirs } from './faults.ts';
import { readAssistant } from './list.ts';
import { type AssistantRow, assistants } from './table.ts';
import { told } from './told.ts';

type Deps = Pick<AssistantsDeps, 'store' | 'events' | 'now'>;
/** What is changed; what is undefined stays. */
type Changes = { readonly [K in keyof AssistantFields]?: AssistantFields[K] | undefined };
type NewAssistant = Changes & Pick<AssistantFields, 'name'>;

const empty = { description: '', instructions: '', providerId: null, model: null, visibility: 'team' } as const;

/** Makes an assistant, the team's unless said otherwise. Throws NAME_TAKEN or INVALID. */
export function createAssistant(deps: Deps, actor: Actor, input: NewAssistant): Assistant {
  requireRole(actor, 'editor');
  const made = deps.store.write((w) => {
    const fields = columnsOf(w, actor, input);
    return readAssistant(
      deps,
      w,
      actor,
      insertAssistant(w, actor, { ...empty, ...fields, name: input.name }, deps.now()),
    );
  });
  told(deps, actor, 'created', made);
  return made;
}

type NewRow = Pick<AssistantRow, 'name' | 'description' | 'instructions' | 'providerId' | 'model' | 'visibility'>;

/** Writes a row of the actor's. Throws NAME_TAKEN. */
export function insertAssistant(w: Writer, actor: Actor, row: NewRow, now: number): AssistantId {
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

/** Throws NOT_FOUND, FORBIDDEN, NAME_TAKEN or INVALID. */
export function updateAssistant(
  deps: Deps,
  actor: Actor,
  { id, changes }: { id: AssistantId; changes: Changes },
): Assistant {
  requireRole(actor, 'editor');
  const saved = deps.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const fields = columnsOf(w, actor, changes);
    const hides = fields.visibility !== undefined && fields.visibility !== row.visibility;
    if (hides && !mayChangeVisibility(actor, row)) throw notTheirs(row.name);
    if (fields.name !== undefined) refuseTakenName(w, row, fields.name);
    const named = fields.name === undefined ? {} : { nameKey: keyOf(fields.name) };
    w.update(assistants)
      .set({ ...fields, ...named, updatedAt: deps.now() })
      .where(oneRow(row))
      .run();
    return afterUpdate(deps, w, actor, row, { ...row, ...fields });
  });
  told(deps, actor, 'changed', saved);
  return saved;
}

/** An admin may give someone else's assistant back to them alone; it is shown for the last time then. */
function afterUpdate(
  deps: Deps,
  r: Reader,
  actor: Actor,
  row: AssistantRow,
  next: Pick<AssistantRow, 'visibility'>,
): Assistant {
  const seer = next.visibility === 'private' ? { ...actor, userId: row.ownerId } : actor;
  return readAssistant(deps, r, seer, row.id);
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
export function refuseTakenName(r: Reader, key: Pick<AssistantRow, 'tenantId' | 'id'>, name: string): void {
  if (isNameTaken(r, key, name)) throw nameTaken(name);
}

export function isNameTaken(r: Reader, { tenantId, id }: Pick<AssistantRow, 'tenantId' | 'id'>, name: string): boolean {
  const others = and(eq(assistants.tenantId, tenantId), ne(assistants.id, id), isNull(assistants.deletedAt));
  const same = and(others, eq(assistants.nameKey, keyOf(name)));
  return r.select({ id: assistants.id }).from(assistants).where(same).get() !== undefined;
}
