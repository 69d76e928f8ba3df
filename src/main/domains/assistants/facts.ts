import { z } from 'zod';
import type { Assistant } from '#contract/assistants.ts';
import type { UserId } from '#contract/common.ts';
import { type Change, defineFacts, type FactDetail, factSpec } from '#main/facts/index.ts';

const fields = z.strictObject({
  name: z.string(),
  visibility: z.string(),
  model: z.string().nullable(),
  providerIntegrationId: z.string().nullable(),
});
const attachment = z.strictObject({ integration: z.string(), connectionId: z.string().nullable() });
const counts = z.strictObject({ added: z.int(), removed: z.int() });

export const assistantFacts = defineFacts('assistant', {
  created: { kind: 'change', action: 'created', change: fields },
  changed: { kind: 'change', action: 'changed', change: fields },
  duplicated: { kind: 'change', action: 'duplicated', change: fields },
  deleted: { kind: 'change', action: 'deleted' },
  restored: { kind: 'change', action: 'restored' },
  attached: factSpec({
    kind: 'change',
    action: 'added an integration to',
    change: attachment,
    details: integrationDetail,
  }),
  configured: factSpec({
    kind: 'change',
    action: 'changed a connection of',
    change: attachment,
    details: integrationDetail,
  }),
  detached: factSpec({
    kind: 'change',
    action: 'removed an integration from',
    change: attachment,
    details: integrationDetail,
  }),
  attachmentsChanged: factSpec({
    kind: 'change',
    action: 'changed the integrations of',
    change: counts,
    details: (_before, { added = 0, removed = 0 }) => [
      { name: 'Added', value: String(added) },
      { name: 'Removed', value: String(removed) },
    ],
  }),
  operationsChosen: { kind: 'change', action: 'chose operations for' },
});

function integrationDetail(before: Change<typeof attachment>, after: Change<typeof attachment>): FactDetail[] {
  return [{ name: 'Integration', value: after.integration ?? before.integration ?? '' }];
}

/** What an assistant is called in its facts. A private one is named to its owner alone. */
export function subjectOf({ id, name, visibility }: Pick<Assistant, 'id' | 'name' | 'visibility'>, ownerId: UserId) {
  const entity = { id, name: `assistant ${name}` };
  return visibility === 'private' ? { entity, private: { to: ownerId, subject: 'a private assistant' } } : { entity };
}

/** The fields that a fact keeps. */
export function shownFields({ name, visibility, model, providerIntegrationId }: Assistant) {
  return { name, visibility, model, providerIntegrationId };
}
