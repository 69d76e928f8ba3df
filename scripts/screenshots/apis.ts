type Operation = readonly [method: 'get' | 'post' | 'patch' | 'delete', path: string, summary: string, tag: string];

/** A made-up description of an API whose kind everyone knows; small, and answered by the stand-in. */
export interface Api {
  readonly title: string;
  readonly name: string;
  readonly provider: string;
  readonly type: 'api' | 'ai_provider' | 'data_source' | 'notification' | 'webhook' | 'sso';
  readonly host: string;
  readonly version: string;
  readonly schemes: Readonly<Record<string, object>>;
  readonly operations: readonly Operation[];
  /** What the stand-in does with any request. */
  readonly mood: 'well' | 'mostly' | 'refuses' | 'fails';
}

const bearer = { type: 'http', scheme: 'bearer' };
const basic = { type: 'http', scheme: 'basic' };
const key = (name: string) => ({ type: 'apiKey', in: 'header', name });
const oauth = (host: string) => ({
  type: 'oauth2',
  flows: {
    authorizationCode: {
      authorizationUrl: `https://${host}/oauth/authorize`,
      tokenUrl: `https://${host}/oauth/token`,
      scopes: { read: 'Read', write: 'Change' },
    },
  },
});

export const apis: readonly Api[] = [
  {
    title: 'GitHub',
    name: 'GitHub',
    provider: 'github',
    type: 'data_source',
    mood: 'well',
    host: 'api.github.com',
    version: '1.1.4',
    schemes: { token: bearer, github_oauth: oauth('github.com') },
    operations: [
      ['get', '/user', 'Get the authenticated user', 'users'],
      ['get', '/user/repos', 'List repositories of the user', 'repos'],
      ['get', '/repos/{owner}/{repo}', 'Get a repository', 'repos'],
      ['get', '/repos/{owner}/{repo}/issues', 'List issues of a repository', 'issues'],
      ['post', '/repos/{owner}/{repo}/issues', 'Create an issue', 'issues'],
      ['patch', '/repos/{owner}/{repo}/issues/{number}', 'Change an issue', 'issues'],
      ['get', '/repos/{owner}/{repo}/pulls', 'List pull requests', 'pulls'],
      ['delete', '/repos/{owner}/{repo}/subscription', 'Stop watching a repository', 'activity'],
    ],
  },
  {
    title: 'Jira',
    name: 'Jira',
    provider: 'jira',
    type: 'data_source',
    mood: 'well',
    host: 'acme.atlassian.net',
    version: '3.0',
    schemes: { basicAuth: basic },
    operations: [
      ['get', '/rest/api/3/myself', 'Get current user', 'Myself'],
      ['get', '/rest/api/3/search', 'Search for issues using JQL', 'Issue search'],
      ['post', '/rest/api/3/issue', 'Create issue', 'Issues'],
      ['get', '/rest/api/3/issue/{issueId}', 'Get issue', 'Issues'],
      ['get', '/rest/api/3/project/search', 'Get projects', 'Projects'],
    ],
  },
  {
    title: 'OpenAI',
    name: 'OpenAI',
    provider: 'openai',
    type: 'ai_provider',
    mood: 'mostly',
    host: 'api.openai.com',
    version: '2.3.0',
    schemes: { ApiKeyAuth: bearer },
    operations: [
      ['get', '/v1/models', 'List models', 'Models'],
      ['post', '/v1/responses', 'Create a model response', 'Responses'],
      ['post', '/v1/embeddings', 'Create embeddings', 'Embeddings'],
    ],
  },
  {
    title: 'Slack',
    name: 'Slack',
    provider: 'slack',
    type: 'notification',
    mood: 'refuses',
    host: 'slack.com',
    version: '1.7.0',
    schemes: { botToken: bearer },
    operations: [
      ['get', '/api/auth.test', 'Check authentication', 'auth'],
      ['post', '/api/chat.postMessage', 'Send a message to a channel', 'chat'],
      ['get', '/api/conversations.list', 'List channels', 'conversations'],
    ],
  },
  {
    title: 'Northwind ERP',
    name: 'northwind-erp',
    provider: 'custom',
    type: 'api',
    mood: 'fails',
    host: 'erp.northwind.example',
    version: '2026-04',
    schemes: { apiKey: key('X-Api-Key') },
    operations: [
      ['get', '/v2/orders', 'List orders', 'Orders'],
      ['get', '/v2/orders/{id}', 'Read an order', 'Orders'],
      ['post', '/v2/orders', 'Place an order', 'Orders'],
      ['get', '/v2/stock', 'See what is in stock', 'Stock'],
    ],
  },
  {
    title: 'Billing',
    name: 'billing',
    provider: 'custom',
    type: 'api',
    mood: 'well',
    host: 'billing.acme.example',
    version: '5.2.1',
    schemes: { apiKey: key('X-Api-Key'), partner: oauth('login.acme.example') },
    operations: [
      ['get', '/v1/invoices', 'List invoices', 'Invoices'],
      ['get', '/v1/invoices/{id}', 'Read an invoice', 'Invoices'],
      ['post', '/v1/invoices/{id}/send', 'Send an invoice', 'Invoices'],
      ['get', '/v1/customers', 'List customers', 'Customers'],
    ],
  },
  {
    title: 'Identity',
    name: 'identity',
    provider: 'custom',
    type: 'sso',
    mood: 'well',
    host: 'login.acme.example',
    version: '1.0',
    schemes: { clientOAuth: oauth('login.acme.example') },
    operations: [
      ['get', '/userinfo', 'Read the claims of a user', 'OpenID Connect'],
      ['get', '/groups', 'List groups', 'Directory'],
    ],
  },
  {
    title: 'Public weather',
    name: 'public-weather',
    provider: 'custom',
    type: 'api',
    mood: 'well',
    host: 'weather.example.org',
    version: '7',
    schemes: {},
    operations: [
      ['get', '/v7/now', 'The weather now', 'Weather'],
      ['get', '/v7/forecast', 'The next ten days', 'Weather'],
    ],
  },
];

const parameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });

function operationOf([method, path, summary, tag]: Operation) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const paging = { name: 'per_page', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 30 } };
  const body = { content: { 'application/json': { schema: { type: 'object', required: ['title'], properties } } } };
  return {
    summary,
    tags: [tag],
    parameters: [...names.map(parameter), ...(method === 'get' && names.length === 0 ? [paging] : [])],
    ...(method !== 'get' && method !== 'delete' && { requestBody: { required: true, ...body } }),
    responses: { 200: { description: 'Done.', content: { 'application/json': { schema: {} } } } },
  };
}

const properties = {
  title: { type: 'string', examples: ['Export stops at page 3'] },
  body: { type: 'string', examples: ['Steps to see it are below.'] },
  labels: { type: 'array', items: { type: 'string' }, examples: [['bug']] },
};

/** The API's own description, in OpenAPI 3.1. */
export function definitionOf({ title, version, host, schemes, operations }: Api): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const [method, path] = operation;
    paths[path] = { ...paths[path], [method]: operationOf(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: `https://${host}` }],
    security: Object.keys(schemes).map((scheme) => ({ [scheme]: [] })),
    paths,
    components: { securitySchemes: schemes },
  };
}
