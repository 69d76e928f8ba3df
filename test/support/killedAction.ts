import { createRequire } from 'node:module';
import { createRouterClient } from '@orpc/server';
import type { Database } from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { createConsole } from '#main/console.ts';
import type { Fact } from '#main/facts/index.ts';
import type { Writer } from '#main/store/index.ts';
import type { Client } from './testConsole.ts';

/**
 * Runs one action in a process of its own and kills it with SIGKILL after its nth writing statement, the commit included.
 * Prints `done` where the action has fewer.
 */
export const actions = ['createIntegration', 'changeIntegration', 'scheduleChecks', 'removeTenant'] as const;
export type Action = (typeof actions)[number];

/** Keeps in a table of its own which facts it was given, in the transaction that moves its cursor. */
export const killSubscriber = {
  name: 'kill-test',
  types: ['integration.created', 'integration.changed', 'schedule.set', 'tenant.deleted'],
  handle: (w: Writer, { seq }: Fact) => {
    w.run(sql`INSERT INTO kill_test_seen (seq) VALUES (${seq})`);
    return undefined;
  },
};

async function act(client: Client, action: Action): Promise<unknown> {
  const integration = (await client.integrations.list({ text: 'before' })).rows[0];
  if (integration === undefined) throw new Error('The folder was not prepared');
  const { id } = integration;
  switch (action) {
    case 'createIntegration':
      return client.integrations.create({
        name: 'made',
        type: 'api',
        provider: 'custom',
        baseUrl: 'http://127.0.0.1:9',
      });
    case 'changeIntegration':
      return client.integrations.update({ id, changes: { description: 'changed' } });
    case 'scheduleChecks':
      return client.health.setSchedule({
        integrationId: id,
        schedule: { enabled: true, intervalMinutes: 60, quietHours: null, notify: true },
      });
    case 'removeTenant': {
      const second = (await client.tenants.session()).tenants.find(({ name }) => name === 'Second');
      if (second === undefined) throw new Error('The folder was not prepared');
      return client.tenants.remove({ tenantId: second.id, confirmName: 'Second' });
    }
  }
}

/** Counts each statement that changes something, and ends the process without a word after the nth. */
function dieAfter(sqlite: Database, count: number): void {
  let left = count;
  const tick = <T>(result: T): T => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return result;
  };
  const { prepare } = sqlite;
  const watched = new WeakSet<object>();
  sqlite.prepare = ((text: string) => {
    const statement = prepare.call(sqlite, text);
    const writes = /^\s*(insert|update|delete|commit|begin)/i.test(text);
    if (!writes || watched.has(statement)) return statement;
    watched.add(statement);
    for (const verb of ['run', 'get', 'all'] as const) {
      const original = statement[verb];
      const value = (...values: unknown[]) => tick(Reflect.apply(original, statement, values));
      Object.defineProperty(statement, verb, { value });
    }
    return statement;
  }) as typeof sqlite.prepare;
}

if (createRequire(import.meta.url).resolve(import.meta.filename) === process.argv[1]) {
  const { nodeHost } = await import('#main/hosts/nodeHost.ts');
  const [action, count] = process.argv.slice(2);
  const patchbay = await createConsole(nodeHost('loopback'));
  const client: Client = createRouterClient(patchbay.router, { context: { session: patchbay.openSession() } });
  await patchbay.vaultStarted;
  patchbay.kernel.facts.subscribe(killSubscriber);
  dieAfter(patchbay.store.sqlite, Number(count));
  await act(client, action as Action);
  process.stdout.write('done\n');
  process.kill(process.pid, 'SIGKILL');
}
