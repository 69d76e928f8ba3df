import type { ZodType } from 'zod';
import {
  type IntegrationFields,
  type IntegrationType,
  integrationFaults,
  type JsonFieldName,
  jsonFields,
  type ManualAuth,
  type Preset,
} from '#contract/integrations.ts';
import { jsonFault, locateInJson } from '#core/json/places.ts';
import type { Position } from '#core/json/textPosition.ts';
import { withoutUndefined } from '#core/json/value.ts';

/** What is changed; what is undefined stays. */
export type FieldChanges = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined };

/** What a person says of a new integration; the rest may be left out. */
export type NewFields = FieldChanges & Pick<IntegrationFields, 'name' | 'type' | 'provider' | 'baseUrl'>;

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

export function changeFields(before: IntegrationFields, changes: FieldChanges): IntegrationFields {
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

/** No such document has a reason to be nested deeper. */
const deepest = 100;

const names: Record<JsonFieldName, string> = {
  modelConfiguration: 'model configuration',
  providerMetadata: 'provider metadata',
  costConfiguration: 'cost configuration',
};

/** Throws JSON_INVALID with field, line and column for the first JSON field that does not parse or fit its schema. */
export function checkJsonFields(fields: Pick<IntegrationFields, JsonFieldName>): void {
  for (const field of ['modelConfiguration', 'providerMetadata', 'costConfiguration'] as const) {
    const text = fields[field];
    if (text !== null) checkJsonField(field, text, jsonFields[field]);
  }
}

function checkJsonField(field: JsonFieldName, text: string, schema: ZodType): void {
  const error = jsonFault(text, deepest);
  if (error) throw invalid(field, error.message, error);
  const result = schema.safeParse(JSON.parse(text));
  const [issue] = result.error?.issues ?? [];
  if (!issue) return;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const place = locateInJson(text, path);
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  throw invalid(field, `${where}${issue.message}`, place);
}

function invalid(field: JsonFieldName, reason: string, { line, column }: Position) {
  const message = `The ${names[field]} cannot be used. Line ${line}, column ${column}: ${reason}`;
  return integrationFaults.fault('JSON_INVALID', message, {
    kept: 'Nothing was changed.',
    todo: 'Correct it there, or leave the field empty.',
    field,
    line,
    column,
  });
}

const bearer: ManualAuth = { kind: 'bearer' };
const noAuth: ManualAuth = { kind: 'none' };

interface Sketch extends Partial<Omit<Preset, 'provider' | 'title' | 'type'>> {
  provider: string;
  title: string;
  type: IntegrationType;
}

function preset(sketch: Sketch): Preset {
  return {
    description: '',
    baseUrl: '',
    baseUrlHint: 'https://api.example.com',
    manualAuth: noAuth,
    checkPath: null,
    docsUrl: null,
    definitionUrl: null,
    model: null,
    modelConfiguration: null,
    providerMetadata: null,
    costConfiguration: null,
    ...sketch,
  };
}

const text = (value: object): string => JSON.stringify(value, null, 2);

const jira = preset({
  provider: 'jira',
  title: 'Jira',
  description: 'Issues, projects and boards of Jira Cloud.',
  type: 'data_source',
  baseUrlHint: 'https://your-site.atlassian.net',
  manualAuth: { kind: 'basic' },
  checkPath: '/rest/api/3/myself',
  docsUrl: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/',
  definitionUrl: 'https://developer.atlassian.com/cloud/jira/platform/swagger-v3.v3.json',
});

const github = preset({
  provider: 'github',
  title: 'GitHub',
  description: 'Repositories, issues and actions on GitHub.',
  type: 'data_source',
  baseUrl: 'https://api.github.com',
  baseUrlHint: 'https://api.github.com',
  manualAuth: bearer,
  checkPath: '/user',
  docsUrl: 'https://docs.github.com/rest',
  definitionUrl:
    'https://raw.githubusercontent.com/github/rest-api-description/main/descriptions/api.github.com/api.github.com.json',
});

const slack = preset({
  provider: 'slack',
  title: 'Slack',
  description: 'Messages and channels of a Slack workspace.',
  type: 'notification',
  baseUrl: 'https://slack.com/api',
  baseUrlHint: 'https://slack.com/api',
  manualAuth: bearer,
  checkPath: '/auth.test',
  docsUrl: 'https://api.slack.com/web',
  definitionUrl: 'https://raw.githubusercontent.com/slackapi/slack-api-specs/master/web-api/slack_web_openapi_v2.json',
});

const openai = preset({
  provider: 'openai',
  title: 'OpenAI',
  description: 'Language models of OpenAI.',
  type: 'ai_provider',
  baseUrl: 'https://api.openai.com/v1',
  baseUrlHint: 'https://api.openai.com/v1',
  manualAuth: bearer,
  checkPath: '/models',
  docsUrl: 'https://platform.openai.com/docs/api-reference',
  definitionUrl: 'https://raw.githubusercontent.com/openai/openai-openapi/master/openapi.yaml',
  modelConfiguration: text({ temperature: 1, maxOutputTokens: 4096, timeoutSeconds: 120 }),
  providerMetadata: text({ organization: '', project: '' }),
});

const azureOpenai = preset({
  provider: 'azure-openai',
  title: 'Azure OpenAI',
  description: 'OpenAI models that are deployed in an Azure subscription.',
  type: 'ai_provider',
  baseUrlHint: 'https://your-resource.openai.azure.com',
  manualAuth: { kind: 'apiKey', in: 'header', name: 'api-key', prefix: '' },
  checkPath: '/openai/models?api-version=2024-10-21',
  docsUrl: 'https://learn.microsoft.com/azure/ai-services/openai/reference',
  modelConfiguration: text({ temperature: 1, maxOutputTokens: 4096, timeoutSeconds: 120 }),
  providerMetadata: text({ deployment: '', apiVersion: '2024-10-21', region: '' }),
});

const aiGateway = preset({
  provider: 'ai-gateway',
  title: 'AI gateway',
  description: 'Any gateway with an OpenAI-compatible API, such as your own.',
  type: 'ai_provider',
  baseUrlHint: 'https://gateway.example.com/v1',
  manualAuth: bearer,
  checkPath: '/models',
  modelConfiguration: text({ timeoutSeconds: 120 }),
});

const rest = preset({
  provider: 'rest',
  title: 'REST API',
  description: 'An HTTP API with a key in a header.',
  type: 'api',
  manualAuth: { kind: 'apiKey', in: 'header', name: 'X-API-Key', prefix: '' },
});

const custom = preset({
  provider: 'custom',
  title: 'Custom',
  description: 'Any other system. Add as many as you need.',
  type: 'api',
});

const sample = preset({
  provider: 'sample',
  title: 'Sample API',
  description: 'A small API that the console itself serves, to try things out.',
  type: 'api',
  manualAuth: { kind: 'apiKey', in: 'header', name: 'X-API-Key', prefix: '' },
});

/** What the gallery offers, in its order. */
export const presets: readonly Preset[] = [jira, github, slack, openai, azureOpenai, aiGateway, rest, custom];

/** The preset of a provider, also where the gallery does not offer it. */
function presetOf(provider: string): Preset | undefined {
  return [...presets, sample].find((each) => each.provider === provider);
}
