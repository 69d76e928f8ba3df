import { z } from 'zod';
import { type IntegrationFields, integrationFields } from '#contract/integrations.ts';
import { defineFacts, type FactDetail, factSpec } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Writer } from '#main/store/index.ts';
import type { IntegrationRecord } from './rows.ts';

/** Free JSON can hold anything, secrets too: that it changed is kept, and not what it says. */
const changeable = z.strictObject({
  ...integrationFields.shape,
  modelConfiguration: z.literal('changed').nullable(),
  providerMetadata: z.literal('changed').nullable(),
  costConfiguration: z.literal('changed').nullable(),
});
const named = z.strictObject({ name: z.string() });

export const integrationFacts = defineFacts('integration', {
  created: { kind: 'change', action: 'created', change: named },
  duplicated: { kind: 'change', action: 'duplicated', change: named },
  changed: factSpec({ kind: 'change', action: 'changed', change: changeable, details: differences }),
  deleted: { kind: 'change', action: 'deleted', change: named },
  restored: { kind: 'change', action: 'restored', change: named },
  activated: { kind: 'change', action: 'activated' },
  deactivated: { kind: 'change', action: 'deactivated' },
  logoChanged: { kind: 'change', action: 'changed the logo of' },
  logoRemoved: { kind: 'change', action: 'removed the logo of' },
});

type Changeable = { [K in keyof z.infer<typeof changeable>]?: z.infer<typeof changeable>[K] | undefined };

/** The fields that differ, before and after, as a fact keeps them. */
export function changedFields(before: IntegrationFields, after: IntegrationFields) {
  const keys = Object.keys(changeable.shape).filter(
    (key) => JSON.stringify(before[key as Key]) !== JSON.stringify(after[key as Key]),
  ) as Key[];
  const pick = (fields: IntegrationFields): Changeable =>
    Object.fromEntries(keys.map((key) => [key, freeJson.has(key) ? 'changed' : fields[key]]));
  return { before: pick(before), after: pick(after), changed: keys.length > 0 };
}

type Key = keyof IntegrationFields;
const freeJson = new Set<Key>(['modelConfiguration', 'providerMetadata', 'costConfiguration']);

/** The changed fields by name; addresses, names and yes or no also by value, since those are what is looked for later. */
function differences(before: Changeable, after: Changeable): FactDetail[] {
  const shown = new Set<string>(['name', 'displayName', 'type', 'provider', 'active', 'model']);
  return (Object.keys(changeable.shape) as Key[])
    .filter((key) => key in after)
    .map((key) => ({ name: key, value: shown.has(key) ? `${before[key]} → ${after[key]}` : 'changed' }));
}

/** One fact for each of several integrations, and one line on the activity page. */
export function emitForAll(
  { facts }: Pick<Kernel, 'facts'>,
  w: Writer,
  type: (typeof integrationFacts)[keyof typeof integrationFacts],
  actor: Actor,
  rows: readonly IntegrationRecord[],
): void {
  const things = rows.map(({ id, displayName }) => ({ entity: { id, name: displayName }, integrationId: id }));
  facts.emitAll(w, type, { actor, subject: subjectOf(rows.map((row) => row.displayName)), things });
}

/** `Jira`, or `Jira, Slack and 3 more`. */
function subjectOf(names: readonly string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} and ${names.length - 2} more` : shown;
}
