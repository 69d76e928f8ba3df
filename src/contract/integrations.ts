import { z } from 'zod';
import {
  base64,
  definitionId,
  deletedThing,
  expected,
  freeText,
  givenName,
  httpUrl,
  integrationId,
  sortDirection,
  timestamp,
  window,
} from './common.ts';
import { defineFaults, passive, route } from './fault.ts';
import { readable, storedThings } from './readable.ts';

export const integrationFaults = defineFaults({
  NAME_TAKEN: { status: 409, message: 'This tenant already has an integration with this name.' },
  PROVIDER_TAKEN: { status: 409, message: 'The tenant has an integration for this provider already.' },
  FALLBACK_CYCLE: { status: 409, message: 'The fallback would lead back to this integration.' },
  JSON_INVALID: { status: 422, message: 'A JSON field does not parse or does not fit its schema.' },
  LOGO_REFUSED: { status: 422, message: 'The file is not an image that can be used as a logo.' },
});

export const integrationType = z.enum(['data_source', 'ai_provider', 'notification', 'api', 'webhook', 'sso']);
export type IntegrationType = z.infer<typeof integrationType>;

/** `custom` may be used by many integrations of a tenant; every other provider by one. Case does not tell two apart. */
export const provider = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'A provider has 1 to 64 letters, digits, underscores, hyphens and dots, and begins with a letter or digit.',
  );

export const integrationStatus = z.enum(['unknown', 'ok', 'error']);
export type IntegrationStatus = z.infer<typeof integrationStatus>;

/** What an integration may ask for; `other` stands for schemes such as digest or mutual TLS. */
export const authBadge = z.enum(['apiKey', 'oauth2', 'basic', 'bearer', 'other', 'none']);
export type AuthBadge = z.infer<typeof authBadge>;

/** Authentication set by hand; it counts only while the integration has no definition. */
export const manualAuth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('apiKey'),
    in: z.enum(['header', 'query', 'cookie']),
    name: z.string().trim().min(1).max(120),
    prefix: z.string().max(40).default(''),
  }),
  z.object({ kind: z.literal('bearer') }),
  z.object({ kind: z.literal('basic') }),
]);
export type ManualAuth = z.infer<typeof manualAuth>;

/** Sampling and limits that every call to the model gets; further keys go to the provider as they are. */
export const modelConfiguration = z.looseObject({
  temperature: z.number().min(0).max(2).nullish(),
  topP: z.number().min(0).max(1).nullish(),
  maxOutputTokens: z.int().min(1).max(10_000_000).nullish(),
  timeoutSeconds: z.number().min(1).max(3_600).nullish(),
});

/** What the provider wants to be told besides, as it wants it. The names are what the editor offers. */
export const providerMetadata = z.looseObject({
  organization: z.unknown().optional(),
  project: z.unknown().optional(),
  deployment: z.unknown().optional(),
  apiVersion: z.unknown().optional(),
  region: z.unknown().optional(),
});

const amount = z.number().min(0).nullish();

/** Limits and prices in the currency's main unit, for example 2.5 for USD 2.50; further keys are kept as they are. */
export const costConfiguration = z.looseObject({
  /** Where none is given, USD is assumed. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'A currency has three capital letters, for example USD.')
    .nullish(),
  monthly_limit: amount,
  max_monthly_cost: amount,
  /** Share of the limit at which to warn, for example 0.8. */
  alert_threshold: z.number().min(0).max(1).nullish(),
  cost_per_token: amount,
  inputPerMillion: amount,
  outputPerMillion: amount,
  cachedInputPerMillion: amount,
});

export const jsonFields = { modelConfiguration, providerMetadata, costConfiguration } as const;
export type JsonFieldName = keyof typeof jsonFields;

const jsonText = z.string().max(100_000).nullable();

const aiFields = z.object({
  model: z.string().trim().max(200).nullable(),
  modelConfiguration: jsonText,
  providerMetadata: jsonText,
  costConfiguration: jsonText,
  fallbackId: integrationId.nullable(),
});

/** What a person can set on an integration. AI fields are kept only for the type `ai_provider`. */
export const integrationFields = aiFields.extend({
  name: givenName,
  displayName: givenName,
  type: integrationType,
  provider,
  description: freeText,
  baseUrl: httpUrl,
  /** Search applied first when the source is browsed or the provider is asked, in its own language (for Jira: JQL). */
  baseSearch: z.string().max(2_000),
  manualAuth,
  /** Path below the base URL that "Check" asks for; null lets the console choose a safe GET. */
  checkPath: z.string().max(2_000).nullable(),
  active: z.boolean(),
});
export type IntegrationFields = z.infer<typeof integrationFields>;

export const logo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preset'), provider }),
  /** A stored file; the console serves it below /logos/ under this name. */
  z.object({ kind: z.literal('file'), file: z.string() }),
]);

export const definitionSummary = z.object({
  id: definitionId,
  title: z.string(),
  version: z.string(),
  specVersion: z.string(),
  importedAt: timestamp,
  sourceUrl: z.string().nullable(),
});

export const integration = integrationFields.extend({
  /** As it is stored: what an earlier version took can still be opened, and corrected. */
  baseUrl: z.string(),
  id: integrationId,
  logo,
  status: integrationStatus,
  /** Why the status is what it is, one sentence; null while unknown. */
  statusReason: z.string().nullable(),
  lastCheckedAt: timestamp.nullable(),
  lastSyncAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  definition: definitionSummary.nullable(),
  operations: z.int(),
  auth: z.array(authBadge),
  /** Connections that the person may use. */
  connections: z.int(),
  /** Authentication is needed and the person has no connection for it. */
  needsConnection: z.boolean(),
});
export type Integration = z.infer<typeof integration>;

/** A row of the list; the detail page asks for the rest. */
export const integrationRow = integration.pick({
  id: true,
  name: true,
  displayName: true,
  type: true,
  provider: true,
  logo: true,
  active: true,
  status: true,
  statusReason: true,
  auth: true,
  connections: true,
  needsConnection: true,
  operations: true,
  lastCheckedAt: true,
  createdAt: true,
});
export type IntegrationRow = z.infer<typeof integrationRow>;

export const integrationFilter = z.object({
  text: z.string().max(200).optional(),
  types: z.array(integrationType).optional(),
  statuses: z.array(integrationStatus).optional(),
  auth: z.array(authBadge).optional(),
  active: z.boolean().optional(),
  /** Only those that a person must look at: an error, or authentication without a connection. */
  attention: z.boolean().optional(),
});
export type IntegrationFilter = z.infer<typeof integrationFilter>;

export const integrationSort = z.enum([
  'name',
  'type',
  'provider',
  'status',
  'operations',
  'lastCheckedAt',
  'createdAt',
]);

/** User name and secret of the default connection; they go into the vault and never come back. */
export const credentials = z.object({
  username: z.string().max(1_000).optional(),
  secret: z.string().max(100_000),
});

export const preset = z.object({
  provider,
  title: z.string(),
  description: z.string(),
  type: integrationType,
  /** Empty where the person has to say it. */
  baseUrl: z.string(),
  baseUrlHint: z.string(),
  manualAuth,
  checkPath: z.string().nullable(),
  docsUrl: z.string().nullable(),
  /** Address of the description that the provider publishes, where it does. */
  definitionUrl: z.string().nullable(),
  model: z.string().nullable(),
  modelConfiguration: jsonText,
  providerMetadata: jsonText,
  costConfiguration: jsonText,
});
export type Preset = z.infer<typeof preset>;

const damaged = {
  ...storedThings.integration,
  instead: { status: 'error', statusReason: 'What is stored of it cannot be read.' },
} as const;
const guarded = route.errors(integrationFaults.map);
const shown = passive.errors(integrationFaults.map);
const one = z.object({ id: integrationId });
const many = z.object({ ids: z.array(integrationId).min(1).max(10_000) });
const changed = z.object({ ids: z.array(integrationId) });

export const integrationsContract = {
  list: shown
    .input(
      integrationFilter.extend({
        ...window,
        sort: integrationSort.default('name'),
        direction: sortDirection.default('asc'),
      }),
    )
    .output(
      z.object({ rows: z.array(readable(integrationRow, damaged)), total: z.int(), all: z.int(), attention: z.int() }),
    ),
  get: shown.input(one).output(integration),
  create: guarded
    .input(
      integrationFields
        .partial()
        .required({ type: true, provider: true, baseUrl: true, name: true })
        .extend({ credentials: credentials.optional() }),
    )
    .output(integration),
  update: guarded.input(one.extend({ changes: integrationFields.partial(), expected })).output(integration),
  duplicate: guarded.input(one).output(integration),
  /** Deletes softly; `restore` with the same ids undoes it. */
  remove: guarded.input(many).output(changed),
  restore: guarded.input(many).output(changed),
  /** Those that `restore` can still bring back, the last deleted first; they are kept for 30 days. */
  deleted: shown.output(z.array(deletedThing(integrationId))),
  /** What deleting them would take along. `assistantNames` are the first of those that the person sees. */
  removal: shown.input(many).output(
    z.object({
      integrations: z.int(),
      connections: z.int(),
      assistants: z.int(),
      assistantNames: z.array(z.string()),
      savedRequests: z.int(),
    }),
  ),
  setActive: guarded.input(many.extend({ active: z.boolean() })).output(changed),
  presets: shown.output(z.array(preset)),
  /** The tenant's other AI providers that can follow this one without a cycle. */
  fallbacks: shown
    .input(z.object({ id: integrationId.optional() }))
    .output(z.array(z.object({ id: integrationId, displayName: z.string() }))),
  /** `data` is the file's content; its kind is judged from it. Null goes back to the preset's logo. */
  setLogo: guarded.input(one.extend({ data: base64.max(7_000_000).nullable() })).output(integration),
  /** The integration as a document to keep or hand on; it has no secrets in it. */
  export: guarded.input(one).output(z.object({ fileName: z.string(), text: z.string() })),
};
