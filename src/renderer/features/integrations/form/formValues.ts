import type { Integration, IntegrationFields, Preset } from '#contract/integrations.ts';

/** What is typed into the form: fields as main knows them, with empty text for null, and the first credentials. */
export interface FormValues {
  type: IntegrationFields['type'];
  provider: string;
  name: string;
  displayName: string;
  description: string;
  baseUrl: string;
  checkPath: string;
  baseSearch: string;
  manualAuth: IntegrationFields['manualAuth'];
  active: boolean;
  model: string;
  modelConfiguration: string;
  providerMetadata: string;
  costConfiguration: string;
  fallbackId: IntegrationFields['fallbackId'];
  username: string;
  secret: string;
  /** Null leaves it as it is. */
  logo: LogoChange | null;
}

/** The form for a new integration of a provider. */
export function valuesOfPreset(preset: Preset): FormValues {
  const title = preset.provider === 'custom' ? '' : preset.title;
  return {
    ...blank,
    type: preset.type,
    provider: preset.provider,
    name: title,
    displayName: title,
    baseUrl: preset.baseUrl,
    checkPath: preset.checkPath ?? '',
    manualAuth: preset.manualAuth,
    model: preset.model ?? '',
    modelConfiguration: preset.modelConfiguration ?? '',
    providerMetadata: preset.providerMetadata ?? '',
    costConfiguration: preset.costConfiguration ?? '',
  };
}

/** The form for an integration that is there. */
export function valuesOfIntegration(integration: Integration): FormValues {
  return {
    ...blank,
    type: integration.type,
    provider: integration.provider,
    name: integration.name,
    displayName: integration.displayName,
    description: integration.description,
    baseUrl: integration.baseUrl,
    checkPath: integration.checkPath ?? '',
    baseSearch: integration.baseSearch,
    manualAuth: integration.manualAuth,
    active: integration.active,
    model: integration.model ?? '',
    modelConfiguration: integration.modelConfiguration ?? '',
    providerMetadata: integration.providerMetadata ?? '',
    costConfiguration: integration.costConfiguration ?? '',
    fallbackId: integration.fallbackId,
  };
}

const blank: FormValues = {
  type: 'api',
  provider: 'custom',
  name: '',
  displayName: '',
  description: '',
  baseUrl: '',
  checkPath: '',
  baseSearch: '',
  manualAuth: { kind: 'none' },
  active: true,
  model: '',
  modelConfiguration: '',
  providerMetadata: '',
  costConfiguration: '',
  fallbackId: null,
  username: '',
  secret: '',
  logo: null,
};

/** Some of the fields as main has them, as the form shows them. */
export function valuesOfFields(fields: Record<string, unknown>): Partial<FormValues> {
  const shown = Object.entries(fields).map(([name, value]) => [name, name === 'fallbackId' ? value : (value ?? '')]);
  return Object.fromEntries(shown) as Partial<FormValues>;
}

/** The fields as main takes them; empty text is null where there is a null. */
export function toFields(values: FormValues): Record<string, unknown> {
  const { username: _username, secret: _secret, logo: _logo, ...fields } = values;
  const orNull = (text: string) => (text.trim() === '' ? null : text);
  return {
    ...fields,
    checkPath: orNull(fields.checkPath),
    displayName: fields.displayName.trim() === '' ? fields.name : fields.displayName,
    model: orNull(fields.model),
    modelConfiguration: orNull(fields.modelConfiguration),
    providerMetadata: orNull(fields.providerMetadata),
    costConfiguration: orNull(fields.costConfiguration),
  };
}

export interface LogoChange {
  /** Base64 of the file; null goes back to the provider's logo. */
  data: string | null;
  /** Why the file cannot be a logo, as far as the page can tell. */
  problem: string | null;
}
