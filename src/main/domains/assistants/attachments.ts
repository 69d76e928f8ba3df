import { and, eq } from 'drizzle-orm';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { type AssistantId, attachmentId, type IntegrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { findRecord, readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { requireEditable } from './access.ts';
import { announceChange } from './assistant.ts';
import { type Choice, requireUsable, validateChoice } from './connectionChoice.ts';
import type { AssistantsDeps, ReadDeps } from './deps.ts';
import { alreadyAttached, notAttached } from './faults.ts';
import { readIntegrationOf } from './integrations.ts';
import { type AssistantRow, type AttachmentRow, attachments } from './table.ts';

type AttachmentKey = { readonly assistantId: AssistantId; readonly integrationId: IntegrationId };
/** `validate`: a real request must succeed before the connection is accepted. */
type AttachInput = AttachmentKey & Choice & { readonly validate: boolean };
type StoreChoice = (w: Writer, assistant: AssistantRow, name: string) => void;

/** Adds an integration; effective at once. Throws ALREADY_ATTACHED and what `requireSound` and `validateChoice` throw. */
export function attach(deps: AssistantsDeps, actor: Actor, input: AttachInput, signal?: AbortSignal) {
  const { integrationId, connectionId } = input;
  return attachChoice(deps, actor, input, signal, 'added an integration to', (w, assistant, name) => {
    if (findAttachment(w, actor, input)) throw alreadyAttached(name);
    insertAttachment(w, actor, assistant.id, { integrationId, connectionId }, deps.now());
  });
}

/** Changes the connection of an attached integration. Throws NOT_ATTACHED besides. */
export function configure(deps: AssistantsDeps, actor: Actor, input: AttachInput, signal?: AbortSignal) {
  const { connectionId } = input;
  return attachChoice(deps, actor, input, signal, 'changed a connection of', (w, _assistant, name) => {
    if (!updateAttachment(w, actor, input, { connectionId }, deps.now())) throw notAttached(name);
  });
}

/** Takes an integration off. Throws NOT_ATTACHED. */
export function detach(deps: AssistantsDeps, actor: Actor, input: AttachmentKey): AssistantIntegration {
  requireRole(actor, 'editor');
  const { assistant, row } = deps.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { displayName } = readRecord(w, actor.tenantId, input.integrationId);
    if (!deleteAttachment(w, actor, input)) throw notAttached(displayName);
    return { assistant, row: readIntegrationOf(deps, w, actor, input) };
  });
  announceChange(deps, actor, 'removed an integration from', assistant, factDetails(row));
  return row;
}

/** Checks first, asks the server where wanted, and checks all again in the transaction that stores. */
async function attachChoice(
  deps: AssistantsDeps,
  actor: Actor,
  input: AttachInput,
  signal: AbortSignal | undefined,
  action: string,
  store: StoreChoice,
): Promise<AssistantIntegration> {
  requireRole(actor, 'editor');
  if (input.validate && input.connectionId !== null) {
    requireEditable(deps.store.read, actor, input.assistantId);
    await validateChoice(deps, actor, input, requireUsable(deps, deps.store.read, actor, input), signal);
  }
  const { assistant, row } = deps.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    store(w, assistant, requireUsable(deps, w, actor, input).name);
    return { assistant, row: readIntegrationOf(deps, w, actor, input) };
  });
  announceChange(deps, actor, action, assistant, factDetails(row));
  return row;
}

function factDetails({ integrationId, displayName }: AssistantIntegration) {
  return { integrationId, details: [{ name: 'Integration', value: displayName }] };
}

interface ChangesInput {
  readonly assistantId: AssistantId;
  readonly attach: readonly Choice[];
  readonly detach: readonly IntegrationId[];
}

/**
 * Takes off and adds many at once, in this order, all of them or none. No real request is sent; everything else is checked.
 * Throws the first fault that `attach` or `detach` alone would.
 */
export function changeAttachments(
  deps: ReadDeps & Pick<AssistantsDeps, 'store' | 'events'>,
  actor: Actor,
  { assistantId, attach, detach }: ChangesInput,
): { attached: number; detached: number } {
  requireRole(actor, 'editor');
  const assistant = deps.store.write((w) => {
    const row = requireEditable(w, actor, assistantId);
    for (const integrationId of detach) {
      if (!deleteAttachment(w, actor, { assistantId, integrationId }))
        throw notAttached(integrationName(w, actor, integrationId));
    }
    for (const choice of attach) {
      const { name } = requireUsable(deps, w, actor, choice);
      if (findAttachment(w, actor, { assistantId, ...choice })) throw alreadyAttached(name);
      insertAttachment(w, actor, assistantId, choice, deps.now());
    }
    return row;
  });
  const details = [
    { name: 'Added', value: String(attach.length) },
    { name: 'Removed', value: String(detach.length) },
  ];
  announceChange(deps, actor, 'changed the integrations of', assistant, { details });
  return { attached: attach.length, detached: detach.length };
}

function integrationName(r: Reader, { tenantId }: Actor, id: IntegrationId): string {
  return findRecord(r, tenantId, id)?.displayName ?? 'an integration that is gone';
}

interface OperationsInput {
  readonly assistantId: AssistantId;
  readonly integrationId: IntegrationId;
  readonly operations: string[] | null;
}

/** Chooses the operations that are offered as tools; null offers all. Throws NOT_ATTACHED, or INVALID where one does not exist. */
export function setOperations(deps: AssistantsDeps, actor: Actor, input: OperationsInput): AssistantIntegration {
  requireRole(actor, 'editor');
  const operations = input.operations && [...new Set(input.operations)];
  const { assistant, row } = deps.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { displayName } = readRecord(w, actor.tenantId, input.integrationId);
    if (operations !== null) refuseUnknownOperations(deps, actor, input.integrationId, operations);
    if (!updateAttachment(w, actor, input, { operations }, deps.now())) throw notAttached(displayName);
    return { assistant, row: readIntegrationOf(deps, w, actor, input) };
  });
  announceChange(deps, actor, 'chose operations for', assistant, { integrationId: input.integrationId });
  return row;
}

function refuseUnknownOperations(
  { operationsOf }: Pick<AssistantsDeps, 'operationsOf'>,
  actor: Actor,
  id: IntegrationId,
  keys: readonly string[],
): void {
  const known = new Set(operationsOf(actor, id).map(({ key }) => key));
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length === 0) return;
  throw commonFaults.fault('INVALID', `The integration has no operation ${unknown[0]}.`, {
    kept: 'The choice of operations is as it was.',
    todo: 'Load the operations again; the definition may have changed.',
    field: 'operations',
    names: unknown.slice(0, 20),
  });
}

type Key = { readonly assistantId: AssistantId; readonly integrationId: IntegrationId };

function findAttachment(r: Reader, actor: Actor, key: Key): AttachmentRow | undefined {
  return r.select().from(attachments).where(ofKey(actor, key)).get();
}

function insertAttachment(w: Writer, actor: Actor, id: AssistantId, choice: Choice, now: number): void {
  const key = { tenantId: actor.tenantId, id: attachmentId.parse(uuidv7(now)), assistantId: id };
  w.insert(attachments)
    .values({ ...key, ...choice, operations: null, createdAt: now, updatedAt: now })
    .run();
}

type Columns = Partial<Pick<AttachmentRow, 'connectionId' | 'operations'>>;

/** @returns whether there was one */
function updateAttachment(w: Writer, actor: Actor, key: Key, columns: Columns, now: number): boolean {
  const set = { ...columns, updatedAt: now };
  return w.update(attachments).set(set).where(ofKey(actor, key)).run().changes > 0;
}

/** @returns whether there was one */
function deleteAttachment(w: Writer, actor: Actor, key: Key): boolean {
  return w.delete(attachments).where(ofKey(actor, key)).run().changes > 0;
}

function ofKey({ tenantId }: Actor, { assistantId, integrationId }: Key) {
  return and(
    eq(attachments.tenantId, tenantId),
    eq(attachments.assistantId, assistantId),
    eq(attachments.integrationId, integrationId),
  );
}
