import { randomUUID } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { createConsole } from '#main/console.ts';
import { nodeHost } from '#main/hosts/nodeHost.ts';
import { numberedDefinition } from './numberedDefinition.ts';
import type { Client } from './testConsole.ts';
import { plainDraft } from './world.ts';

/**
 * Runs in a process of its own until it is killed: `writes` changes things one after the other, `imports` gives one
 * integration definition after definition, `rewrites` saves one request with its rows again and again. Each line of its output is something that the console has acknowledged.
 */
const [mode, first = '1'] = process.argv.slice(2);
const patchbay = await createConsole(nodeHost('loopback'));
const client: Client = createRouterClient(patchbay.router, { context: { session: patchbay.openSession() } });
const acknowledge = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function write(): Promise<void> {
  const fields = { type: 'api', provider: 'custom', baseUrl: 'http://127.0.0.1:9' } as const;
  const { id } = await client.integrations.create({ name: `written ${randomUUID()}`, ...fields });
  acknowledge({ kind: 'created', id });
  const description = randomUUID();
  await client.integrations.update({ id, changes: { description } });
  acknowledge({ kind: 'changed', id, description });
  const saved = await client.collections.save({ name: description, draft: { ...plainDraft, integrationId: id } });
  acknowledge({ kind: 'saved', id: saved.id });
  const gone = await client.integrations.create({ name: `removed ${randomUUID()}`, ...fields });
  await client.integrations.remove({ ids: [gone.id] });
  acknowledge({ kind: 'removed', id: gone.id });
}

async function importNext(number: number): Promise<void> {
  const { rows } = await client.integrations.list({ text: 'numbered' });
  const integrationId = rows[0]?.id;
  const source = { kind: 'text' as const, text: numberedDefinition(number) };
  const review = await client.definitions.review({ source, ...(integrationId && { integrationId }) });
  const target = integrationId
    ? { kind: 'existing' as const, integrationId }
    : { kind: 'new' as const, name: 'numbered', fields: { baseUrl: 'http://127.0.0.1:9' } };
  await client.definitions.apply({ id: review.id, target });
  acknowledge({ kind: 'applied', number });
}

/** The request says its number in its address, in each of its rows and by the collection that it lies in. */
async function rewrite(number: number): Promise<void> {
  const { groups, requests } = await client.collections.tree();
  const group = groups[0] ?? (await client.collections.saveGroup({ name: 'odd' }));
  const draft = {
    ...plainDraft,
    url: `/${number}`,
    groupId: number % 2 === 1 ? group.id : null,
    parameters: Array.from({ length: 20 }, (_, at) => ({
      name: `p${at}`,
      in: 'query' as const,
      value: String(number),
    })),
  };
  const existing = requests[0];
  await client.collections.save({ name: 'rewritten', draft, ...(existing && { id: existing.id }) });
  acknowledge({ kind: 'rewritten', number });
}

for (let number = Number(first); ; number += 1) {
  if (mode === 'imports') await importNext(number);
  else if (mode === 'rewrites') await rewrite(number);
  else await write();
}
