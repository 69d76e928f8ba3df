import type { IntegrationType, ManualAuth, Preset } from '#contract/integrations.ts';

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
  description: 'Any gateway that speaks the OpenAI protocol, for example one of your own.',
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
  description: 'Anything else; there can be many of these.',
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
export function presetOf(provider: string): Preset | undefined {
  return [...presets, sample].find((each) => each.provider === provider);
}
