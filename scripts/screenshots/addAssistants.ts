import type { Page } from '@playwright/test';
import { call, type Made } from './call.ts';

const assistants = [
  {
    name: 'Support desk',
    description: 'Answers customers and keeps the issue trackers up to date.',
    instructions:
      'You help the support team. Look an issue up before you open a new one, and name its number in every answer.',
    titles: ['GitHub', 'Jira', 'Public weather'],
  },
  {
    name: 'Release notes',
    description: 'Collects what was merged since the last release.',
    instructions: 'Write release notes in plain words, with one line for each change that a user can see.',
    titles: ['GitHub'],
  },
  {
    name: 'Order watch',
    description: 'Looks after late orders in the ERP.',
    instructions: 'Tell the team about orders that are late, most valuable first.',
    titles: ['Northwind ERP', 'Jira', 'GitHub', 'Public weather'],
  },
];

/** The sets of tools that assistants get, each with the first connection that fits. */
export async function addAssistants(page: Page, ids: Map<string, string>): Promise<void> {
  for (const { titles, ...fields } of assistants) {
    const made = { ...fields, providerIntegrationId: ids.get('OpenAI'), model: 'gpt-5-mini', visibility: 'team' };
    const { id: assistantId } = await call(page, 'assistants/create', made);
    ids.set(fields.name, assistantId);
    for (const title of titles) await attach(page, assistantId, ids.get(title) ?? '');
  }
}

async function attach(page: Page, assistantId: string, integrationId: string): Promise<void> {
  const options = await call<{ connections: (Made & { unfit: string | null })[] }>(page, 'assistants/options', {
    assistantId,
    integrationId,
  });
  const connectionId = options.connections.find(({ unfit }) => unfit === null)?.id ?? null;
  await call(page, 'assistants/attach', { assistantId, integrationId, connectionId, validate: false });
}
