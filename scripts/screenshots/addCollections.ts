import type { Page } from '@playwright/test';
import { call } from './call.ts';

type Line = readonly [method: string, name: string, path: string];

const folders: readonly { readonly name: string; readonly requests: readonly Line[] }[] = [
  {
    name: 'Issues',
    requests: [
      ['GET', 'Open issues', '/repos/{{owner}}/{{repo}}/issues'],
      ['POST', 'Report an issue', '/repos/{{owner}}/{{repo}}/issues'],
      ['PATCH', 'Close an issue', '/repos/{{owner}}/{{repo}}/issues/{{issue}}'],
    ],
  },
  {
    name: 'Reviews',
    requests: [
      ['GET', 'Waiting pull requests', '/repos/{{owner}}/{{repo}}/pulls'],
      ['GET', 'Repository', '/repos/{{owner}}/{{repo}}'],
    ],
  },
];

const variables = { base: 'https://api.github.com', owner: 'acme', repo: 'console', issue: '1042' };

const environments = [
  { name: 'Staging', color: '#1971c2', isProduction: false },
  { name: 'Production', color: null, isProduction: true },
];

/** Collections as a release team has them, with environments that fill them in. */
export async function addCollections(page: Page, connectionId: string): Promise<void> {
  for (const fields of environments) {
    const { id } = await call(page, 'environments/create', fields);
    const owner = { kind: 'environment', id };
    for (const [name, value] of Object.entries(variables))
      await call(page, 'environments/setVariable', { owner, name, kind: 'plain', value });
    await call(page, 'environments/setVariable', {
      owner,
      name: 'token',
      kind: 'secret',
      secret: 'made-up-token-0000',
    });
  }
  const { id: parentId } = await call(page, 'collections/saveGroup', { name: 'Release day', parentId: null });
  for (const { name, requests } of folders) {
    const { id: groupId } = await call(page, 'collections/saveGroup', { name, parentId });
    for (const [method, title, path] of requests) {
      const draft = { ...blank, groupId, connectionId, method, url: `{{base}}${path}` };
      await call(page, 'collections/save', { name: title, draft });
    }
  }
  await call(page, 'collections/saveGroup', { name: 'Billing run', parentId: null });
}

const blank = { integrationId: null, operationKey: null, server: null, parameters: [], body: { kind: 'none' } };
