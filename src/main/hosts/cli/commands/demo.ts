import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchangeId } from '#contract/common.ts';
import type { RequestDraftInput, SentRequest } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { authList } from '#core/integrations/words.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import type { Output } from '../output.ts';
import { withOwnConsole } from '../withConsole.ts';

/** Does the main job on the sample API in a data folder of its own, which goes away afterwards. */
export async function demo(output: Output): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-demo-'));
  try {
    await withOwnConsole((opened) => play(opened, output), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play({ client }: CommandConsole, output: Output): Promise<void> {
  output.note('1. Import the sample API’s OpenAPI document');
  const { integration, apiKey } = await client.sample.install();
  output.note(
    `   ${integration.displayName}: ${counted(integration.operations, 'operation')}, authentication ${authList(integration.auth)}`,
  );

  output.note('2. Send without a key');
  const refused = await send(client, { ...protectedCall, integrationId: integration.id, connectionId: null });
  output.note(`   ${summary(refused)}`);

  output.note('3. Keep the key in the vault');
  await ensureVault(client, output);
  const { choices } = await client.connections.requirements({ integrationId: integration.id });
  const schemeKey = choices[0]?.schemes[0]?.key ?? null;
  const connection = await client.connections.create({
    integrationId: integration.id,
    name: 'Demo key',
    kind: 'apiKey',
    schemeKey,
    visibility: 'private',
    secret: apiKey,
  });
  output.note(`   ${connection.name}: ${connection.secretHint}, only for ${connection.allowedHosts.join(', ')}`);

  output.note('4. Send with the key');
  const accepted = await send(client, { ...protectedCall, integrationId: integration.id, connectionId: connection.id });
  output.note(`   ${summary(accepted)}`);

  output.note('5. What was recorded');
  const { entries } = await client.activity.list({ limit: 50 });
  const recorded = entries.reverse().map(({ kind, action, subject, result }) => ({ kind, action, subject, result }));
  output.result(
    {
      integration: integration.name,
      operations: integration.operations,
      withoutKey: refused.response?.status ?? null,
      withKey: accepted.response?.status ?? null,
      recorded,
    },
    recorded.map(({ action, subject, result }) => `   ${action} ${subject}: ${result}`),
  );
}

const protectedCall = {
  operationKey: 'POST /books',
  method: 'POST',
  url: '/books',
  server: null,
  parameters: [],
  body: {
    kind: 'text' as const,
    mediaType: 'application/json',
    text: JSON.stringify({
      isbn: '9780141439518',
      title: 'Pride and Prejudice',
      author: 'Jane Austen',
      genre: 'fiction',
      year: 1813,
    }),
  },
};

const send = (client: Client, draft: RequestDraftInput): Promise<SentRequest> =>
  client.requests.send({ id: exchangeId.parse(randomUUID()), draft });

const summary = ({ method, url, response, timings }: SentRequest): string =>
  `${method} ${url} → ${response ? `${response.status} ${response.statusText}` : 'no answer'} in ${Math.round(timings?.total ?? 0)} ms`;

/** On a machine without a keychain the demo's secret lives in memory. */
async function ensureVault(client: Client, output: Output): Promise<void> {
  const state = await client.vault.state();
  if (state.status === 'unlocked') return;
  await client.vault.setUp({ method: 'session' });
  output.note('   No keychain answered; the secret stays in memory for this demo');
}
