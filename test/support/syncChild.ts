import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import type { IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { createConsole } from '#main/console.ts';
import { nodeHost } from '#main/hosts/nodeHost.ts';
import { fileKeychain } from './fileKeychain.ts';
import type { Client } from './testConsole.ts';
import { plainDraft } from './world.ts';

/**
 * Runs in a process of its own until it is killed: a member of a team, who changes things without a pause while their store syncs without
 * one. Each line of its output is something that the console has acknowledged.
 */
const [keychain = '', tenantId = '', userId = ''] = process.argv.slice(2);
const patchbay = await createConsole({ ...nodeHost('cli'), keychain: fileKeychain(keychain) });
await patchbay.vaultStarted;
const session = patchbay.openSession({ tenantId: tenantId as TenantId, userId: userId as UserId });
const client: Client = createRouterClient(patchbay.router, { context: { session } });
const acknowledge = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function syncOn(): Promise<void> {
  for (;;) await client.sync.now();
}

async function workOn(): Promise<void> {
  const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;
  const ids: IntegrationId[] = [];
  for (let number = Date.now(); ; number += 1) {
    const made = await client.integrations.create({ name: `made ${randomUUID()}`, ...api });
    acknowledge({ kind: 'made', id: made.id });
    ids.push(made.id);
    for (const id of ids.slice(-3)) {
      await client.integrations.update({ id, changes: { description: String(number) } });
      acknowledge({ kind: 'changed', id, number });
      await nextTurn();
    }
    const body = { kind: 'text', mediaType: 'text/plain', text: `${number}`.repeat(10_000) } as const;
    const saved = await client.collections.save({ name: `saved ${number}`, draft: { ...plainDraft, body } });
    acknowledge({ kind: 'saved', id: saved.id });
    const gone = await client.integrations.create({ name: `removed ${randomUUID()}`, ...api });
    await nextTurn();
    await client.integrations.remove({ ids: [gone.id] });
    acknowledge({ kind: 'removed', id: gone.id });
    await nextTurn();
  }
}

acknowledge({ kind: 'begun' });
await Promise.all([syncOn(), workOn()]);
