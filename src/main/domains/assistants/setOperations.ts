import type { AssistantIntegration } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { requireEditable } from './access.ts';
import { updateAttachment } from './attachmentRows.ts';
import type { AssistantsDeps } from './deps.ts';
import { notAttached } from './faults.ts';
import { readIntegrationOf } from './integrations.ts';
import { told } from './told.ts';

interface Input {
  readonly assistantId: AssistantId;
  readonly integrationId: IntegrationId;
  readonly operations: string[] | null;
}

/** Chooses the operations that are offered as tools; null offers all. Throws NOT_ATTACHED, or INVALID where one does not exist. */
export function setOperations(deps: AssistantsDeps, actor: Actor, input: Input): AssistantIntegration {
  requireRole(actor, 'editor');
  const operations = input.operations && [...new Set(input.operations)];
  const { assistant, row } = deps.store.write((w) => {
    const assistant = requireEditable(w, actor, input.assistantId);
    const { displayName } = readRecord(w, actor.tenantId, input.integrationId);
    if (operations !== null) refuseUnknown(deps, actor, input.integrationId, operations);
    if (!updateAttachment(w, actor, input, { operations }, deps.now())) throw notAttached(displayName);
    return { assistant, row: readIntegrationOf(deps, w, actor, input) };
  });
  told(deps, actor, 'chose operations for', assistant, { integrationId: input.integrationId });
  return row;
}

function refuseUnknown(
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
