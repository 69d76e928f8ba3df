import type { AssistantIntegration } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { requireEditable } from './access.ts';
import { deleteAttachment, findAttachment, insertAttachment, updateAttachment } from './attachmentRows.ts';
import { type Choice, requireSound, validateChoice } from './choice.ts';
import type { AssistantsDeps } from './deps.ts';
import { alreadyAttached, notAttached } from './faults.ts';
import { readIntegrationOf } from './integrations.ts';
import type { AssistantRow } from './table.ts';
import { told } from './told.ts';

type Key = { readonly assistantId: AssistantId; readonly integrationId: IntegrationId };
/** `validate`: a real request must succeed before the connection is accepted. */
type Input = Key & Choice & { readonly validate: boolean };
type Store = (w: Writer, assistant: AssistantRow, name: string) => void;

/** Adds an integration; effective at once. Throws ALREADY_ATTACHED and what `requireSound` and `validateChoice` throw. */
export function attach(deps: AssistantsDeps, actor: Actor, input: Input, signal?: AbortSignal) {
  const { integrationId, connectionId } = input;
  return choose(deps, actor, input, signal, 'added an integration to', (w, assistant, name) => {
    if (findAttachment(w, actor, input)) throw alreadyAttached(name);
    insertAttachment(w, actor, assistant.id, { integrationId, connectionId }, deps.now());
  });
}

/** Changes the connection of an attached integration. Throws NOT_ATTACHED besides. */
export function configure(deps: AssistantsDeps, actor: Actor, input: Input, signal?: AbortSignal) {
  const { connectionId } = input;
  return choose(deps, actor, input, signal, 'changed a connection of', (w, _assistant, name) => {
    if (!updateAttachment(w, actor, input, { connectionId }, deps.now())) throw notAttached(name);
  });
}

/** Takes an integration off. Throws NOT_ATTACHED. */
export function detach(deps: AssistantsDeps, actor: Actor, input: Key): AssistantIntegration {
  requireRole(actor, 'editor');
  const { assistant, row } = deps.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { displayName } = readRecord(w, actor.tenantId, input.integrationId);
    if (!deleteAttachment(w, actor, input)) throw notAttached(displayName);
    return { assistant, row: readIntegrationOf(deps, w, actor, input) };
  });
  told(deps, actor, 'removed an integration from', assistant, aboutRow(row));
  return row;
}

/** Checks first, asks the server where wanted, and checks all again in the transaction that stores. */
async function choose(
  deps: AssistantsDeps,
  actor: Actor,
  input: Input,
  signal: AbortSignal | undefined,
  action: string,
  store: Store,
): Promise<AssistantIntegration> {
  requireRole(actor, 'editor');
  if (input.validate && input.connectionId !== null) {
    requireEditable(deps.store.read, actor, input.assistantId);
    await validateChoice(deps, actor, input, requireSound(deps, deps.store.read, actor, input), signal);
  }
  const { assistant, row } = deps.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    store(w, assistant, requireSound(deps, w, actor, input).name);
    return { assistant, row: readIntegrationOf(deps, w, actor, input) };
  });
  told(deps, actor, action, assistant, aboutRow(row));
  return row;
}

function aboutRow({ integrationId, displayName }: AssistantIntegration) {
  return { integrationId, details: [{ name: 'Integration', value: displayName }] };
}
