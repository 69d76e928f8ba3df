import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { requireEditable } from './access.ts';
import { deleteAttachment, findAttachment, insertAttachment } from './attachmentRows.ts';
import { type Choice, requireSound } from './choice.ts';
import type { AssistantsDeps, ReadDeps } from './deps.ts';
import { alreadyAttached, notAttached } from './faults.ts';
import { told } from './told.ts';

interface Input {
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
  { assistantId, attach, detach }: Input,
): { attached: number; detached: number } {
  requireRole(actor, 'editor');
  const assistant = deps.store.write((w) => {
    const row = requireEditable(w, actor, assistantId);
    for (const integrationId of detach) {
      if (!deleteAttachment(w, actor, { assistantId, integrationId }))
        throw notAttached(nameOf(w, actor, integrationId));
    }
    for (const choice of attach) {
      const { name } = requireSound(deps, w, actor, choice);
      if (findAttachment(w, actor, { assistantId, ...choice })) throw alreadyAttached(name);
      insertAttachment(w, actor, assistantId, choice, deps.now());
    }
    return row;
  });
  const details = [
    { name: 'Added', value: String(attach.length) },
    { name: 'Removed', value: String(detach.length) },
  ];
  told(deps, actor, 'changed the integrations of', assistant, { details });
  return { attached: attach.length, detached: detach.length };
}

function nameOf(r: Reader, { tenantId }: Actor, id: IntegrationId): string {
  return findRecord(r, tenantId, id)?.displayName ?? 'an integration that is gone';
}
