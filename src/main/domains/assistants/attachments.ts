import { and, eq } from 'drizzle-orm';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { type AssistantId, attachmentId, type ConnectionId, type IntegrationId } from '#contract/common.ts';
import type { Connection, RequirementChoice } from '#contract/connections.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import type { OperationChoice } from '#core/assistants/operationChoice.ts';
import { unusableReason } from '#core/connections/state.ts';
import { unmetRequirement } from '#main/domains/connections/index.ts';
import { findRecord, type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { AssistantsContext, ReadContext } from './context.ts';
import {
  alreadyAttached,
  connectionGone,
  connectionNeeded,
  connectionRefused,
  connectionUnfit,
  notAttached,
} from './faults.ts';
import { readIntegrationOf } from './integrations.ts';
import {
  type AssistantRow,
  type AttachmentRow,
  assistantFacts,
  attachments,
  requireEditable,
  subjectOf,
} from './table.ts';

type Context = Pick<AssistantsContext, 'store' | 'facts' | 'now' | 'connections'>;
type AttachmentKey = { readonly assistantId: AssistantId; readonly integrationId: IntegrationId };
/** An integration with the connection that it shall be used with; null where none is needed. */
interface Choice {
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
}

/** `validate`: a real request must succeed before the connection is accepted. */
type AttachInput = AttachmentKey & Choice & { readonly validate: boolean };
type StoreChoice = (w: Writer, assistant: AssistantRow, name: string) => void;

/** Adds an integration; effective at once. Throws ALREADY_ATTACHED and what `requireUsable` and `validateChoice` throw. */
export function attach(context: Context, actor: Actor, input: AttachInput, signal?: AbortSignal) {
  const { integrationId, connectionId } = input;
  return attachChoice(context, actor, input, signal, assistantFacts.attached, (w, assistant, name) => {
    if (findAttachment(w, actor, input)) throw alreadyAttached(name);
    insertAttachment(w, actor, assistant.id, { integrationId, connectionId }, context.now());
  });
}

/** Changes the connection of an attached integration. Throws NOT_ATTACHED besides. */
export function configure(
  context: Context,
  actor: Actor,
  input: AttachInput & { expected?: Expected },
  signal?: AbortSignal,
) {
  const { connectionId, expected } = input;
  return attachChoice(context, actor, input, signal, assistantFacts.configured, (w, _assistant, name) => {
    requireUnchanged(`The connection for ${name}`, findAttachment(w, actor, input) ?? {}, { connectionId }, expected);
    if (!updateAttachment(w, actor, input, { connectionId }, context.now())) throw notAttached(name);
  });
}

/** Takes an integration off. Throws NOT_ATTACHED. */
export function detach(context: Context, actor: Actor, input: AttachmentKey): AssistantIntegration {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { displayName } = readRecord(w, actor.tenantId, input.integrationId);
    const { connectionId = null } = findAttachment(w, actor, input) ?? {};
    if (!deleteAttachment(w, actor, input)) throw notAttached(displayName);
    context.facts.emit(w, assistantFacts.detached, {
      actor,
      ...subjectOf(assistant, assistant.ownerId),
      integrationId: input.integrationId,
      before: { integration: displayName, connectionId },
    });
    return readIntegrationOf(context, w, actor, input);
  });
}

/** Validates first, also with a request where wanted, and validates all again in the transaction that stores. */
async function attachChoice(
  context: Context,
  actor: Actor,
  input: AttachInput,
  signal: AbortSignal | undefined,
  type: typeof assistantFacts.attached | typeof assistantFacts.configured,
  store: StoreChoice,
): Promise<AssistantIntegration> {
  requireRole(actor, 'editor');
  if (input.validate && input.connectionId !== null) {
    requireEditable(context.store.read, actor, input.assistantId);
    await validateChoice(context, actor, input, requireUsable(context, context.store.read, actor, input), signal);
  }
  return context.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { name } = requireUsable(context, w, actor, input);
    store(w, assistant, name);
    context.facts.emit(w, type, {
      actor,
      ...subjectOf(assistant, assistant.ownerId),
      integrationId: input.integrationId,
      after: { integration: name, connectionId: input.connectionId },
    });
    return readIntegrationOf(context, w, actor, input);
  });
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
  context: Context,
  actor: Actor,
  { assistantId, attach, detach }: ChangesInput,
): { attached: number; detached: number } {
  requireRole(actor, 'editor');
  context.store.write((w) => {
    const assistant = requireEditable(w, actor, assistantId);
    for (const integrationId of detach) {
      if (!deleteAttachment(w, actor, { assistantId, integrationId }))
        throw notAttached(integrationName(w, actor, integrationId));
    }
    for (const choice of attach) {
      const { name } = requireUsable(context, w, actor, choice);
      if (findAttachment(w, actor, { assistantId, ...choice })) throw alreadyAttached(name);
      insertAttachment(w, actor, assistantId, choice, context.now());
    }
    context.facts.emit(w, assistantFacts.attachmentsChanged, {
      actor,
      ...subjectOf(assistant, assistant.ownerId),
      after: { added: attach.length, removed: detach.length },
    });
  });
  return { attached: attach.length, detached: detach.length };
}

function integrationName(r: Reader, { tenantId }: Actor, id: IntegrationId): string {
  return findRecord(r, tenantId, id)?.displayName ?? 'an integration that is gone';
}

interface OperationsInput extends AttachmentKey {
  readonly operations: OperationChoice;
  readonly expected?: Expected;
}

/** Chooses the operations that are offered as tools. Throws NOT_ATTACHED, or INVALID where one does not exist. */
export function setOperations(
  context: Context & Pick<AssistantsContext, 'definitions'>,
  actor: Actor,
  input: OperationsInput,
): AssistantIntegration {
  requireRole(actor, 'editor');
  const { operations: given } = input;
  const operations = Array.isArray(given) ? [...new Set(given)] : given;
  return context.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { displayName } = readRecord(w, actor.tenantId, input.integrationId);
    const stored = readIntegrationOf(context, w, actor, input).attachment;
    if (stored !== null) requireUnchanged(`The choice for ${displayName}`, stored, { operations }, input.expected);
    if (Array.isArray(operations)) refuseUnknownOperations(context, actor, input.integrationId, operations);
    if (!updateAttachment(w, actor, input, { operations }, context.now())) throw notAttached(displayName);
    const subject = subjectOf(assistant, assistant.ownerId);
    context.facts.emit(w, assistantFacts.operationsChosen, { actor, ...subject, integrationId: input.integrationId });
    return readIntegrationOf(context, w, actor, input);
  });
}

function refuseUnknownOperations(
  { definitions }: Pick<AssistantsContext, 'definitions'>,
  actor: Actor,
  id: IntegrationId,
  keys: readonly string[],
): void {
  const known = new Set(definitions.operationsOf(actor, id).map(({ key }) => key));
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length === 0) return;
  throw commonFaults.fault('INVALID', `The integration has no operation ${unknown[0]}.`, {
    kept: 'The choice of operations was not changed.',
    todo: 'Load the operations again; the definition may have changed.',
    field: 'operations',
    names: unknown.slice(0, 20),
  });
}

/**
 * Everything that must hold of a choice at the moment it is stored; answers the integration's name and the connection.
 * Throws NOT_FOUND, CONNECTION_NEEDED, CONNECTION_GONE or CONNECTION_UNFIT.
 */
export function requireUsable(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  { integrationId, connectionId }: Choice,
): { name: string; connection: Connection | null } {
  const { integration, choices, needsAuth } = authenticationNeedOf(context, r, actor, integrationId);
  const name = integration.displayName;
  if (connectionId === null) {
    if (needsAuth) throw connectionNeeded(name);
    return { name, connection: null };
  }
  const connection = findConnection(context, r, actor, connectionId);
  if (connection === undefined) throw connectionGone(name);
  if (connection.integrationId !== integrationId)
    throw connectionUnfit(connection.name, name, `It belongs to ${connection.integrationName}.`);
  const why = unmetRequirement(choices, connection.parts) ?? unusableReason(connection);
  if (why !== null) throw connectionUnfit(connection.name, name, why);
  return { name, connection };
}

/** Sends a real request with the chosen connection. Throws CONNECTION_REFUSED where it fails, CONNECTION_GONE where it went in the meantime. */
async function validateChoice(
  { connections }: ReadContext,
  actor: Actor,
  { integrationId, connectionId }: Choice,
  { name, connection }: { name: string; connection: Connection | null },
  signal?: AbortSignal,
): Promise<void> {
  if (connection === null) return;
  try {
    const result = await connections.check(actor, { integrationId, connectionId }, signal);
    if (!result.ok) throw connectionRefused(connection.name, result);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') throw connectionGone(name);
    throw error;
  }
}

/** What an integration needs before it can be used. */
export interface AuthenticationNeed {
  readonly integration: IntegrationRecord;
  readonly choices: readonly RequirementChoice[];
  /** At least one operation does not work without. */
  readonly needsAuth: boolean;
  readonly optional: boolean;
}

/** Throws NOT_FOUND. */
export function authenticationNeedOf(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  id: IntegrationId,
): AuthenticationNeed {
  const integration = readRecord(r, actor.tenantId, id);
  const { choices, optional } = context.connections.requirements(r, actor, integration);
  return { integration, choices, optional, needsAuth: integration.needsAuth && choices.length > 0 };
}

/** A connection that exists for the actor; undefined where it is gone or someone else's alone. */
export function findConnection(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  id: ConnectionId,
): Connection | undefined {
  return context.connections.readMany(r, actor, [id])[0];
}

function findAttachment(r: Reader, actor: Actor, key: AttachmentKey): AttachmentRow | undefined {
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
function updateAttachment(w: Writer, actor: Actor, key: AttachmentKey, columns: Columns, now: number): boolean {
  const set = { ...columns, updatedAt: now };
  return w.update(attachments).set(set).where(ofKey(actor, key)).run().changes > 0;
}

function deleteAttachment(w: Writer, actor: Actor, key: AttachmentKey): boolean {
  return w.delete(attachments).where(ofKey(actor, key)).run().changes > 0;
}

function ofKey({ tenantId }: Actor, { assistantId, integrationId }: AttachmentKey) {
  return and(
    eq(attachments.tenantId, tenantId),
    eq(attachments.assistantId, assistantId),
    eq(attachments.integrationId, integrationId),
  );
}
