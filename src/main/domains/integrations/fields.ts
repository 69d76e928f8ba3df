import type { IntegrationFields } from '#contract/integrations.ts';
import { presetOf } from './presets.ts';

/** What a person may leave out when an integration is made. */
export type NewFields = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined } & Pick<
  IntegrationFields,
  'name' | 'type' | 'provider' | 'baseUrl'
>;

type Changes = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined };

const noAi = {
  model: null,
  modelConfiguration: null,
  providerMetadata: null,
  costConfiguration: null,
  fallbackId: null,
};

/** All fields of a new integration: what was given, else what the provider's preset says, else nothing. */
export function completeFields(given: NewFields): IntegrationFields {
  const preset = presetOf(given.provider);
  return fitToType({
    description: '',
    baseSearch: '',
    displayName: given.name,
    manualAuth: preset?.manualAuth ?? { kind: 'none' },
    checkPath: preset?.checkPath ?? null,
    active: true,
    model: preset?.model ?? null,
    modelConfiguration: preset?.modelConfiguration ?? null,
    providerMetadata: preset?.providerMetadata ?? null,
    costConfiguration: preset?.costConfiguration ?? null,
    fallbackId: null,
    ...withoutUndefined(given),
  });
}

export function changeFields(before: IntegrationFields, changes: Changes): IntegrationFields {
  return fitToType({ ...before, ...withoutUndefined(changes) });
}

/** Only AI providers have the fields of AI providers; blank JSON is none. */
function fitToType(fields: IntegrationFields): IntegrationFields {
  if (fields.type !== 'ai_provider') return { ...fields, ...noAi };
  return {
    ...fields,
    model: fields.model || null,
    modelConfiguration: orNull(fields.modelConfiguration),
    providerMetadata: orNull(fields.providerMetadata),
    costConfiguration: orNull(fields.costConfiguration),
  };
}

const orNull = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text);

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
