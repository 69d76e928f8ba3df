import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startProcess } from '#test/support/hostProcess.ts';
import { type Action, actions, killSubscriber } from '#test/support/killedAction.ts';
import { type Client, temporaryFolder, testConsole, testHost } from '#test/support/testConsole.ts';

/** 20 kills in all; PATCHBAY_KILLS=200 for the long run. */
const kills = Math.ceil(Number(process.env.PATCHBAY_KILLS ?? 20) / actions.length);

/** A folder with an integration and a second tenant, and a table for the subscriber. */
async function prepared(): Promise<{ folder: string; before: number }> {
  const data = temporaryFolder();
  const { console, client } = await opened(data);
  await client.integrations.create({ name: 'before', type: 'api', provider: 'custom', baseUrl: 'http://127.0.0.1:9' });
  await client.tenants.create({ name: 'Second' });
  console.store.sqlite.exec('CREATE TABLE kill_test_seen (n INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL)');
  console.kernel.facts.subscribe(killSubscriber);
  const before = z.int().parse(console.store.sqlite.prepare('SELECT max(seq) FROM facts').pluck().get());
  await console.close();
  return { folder: data, before };
}

const opened = (data: string) => testConsole({ paths: { data, resources: testHost().paths.resources } });

async function killAfter(data: string, action: Action, statements: number): Promise<string> {
  const child = startProcess('killedAction', [action, String(statements)], data);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await once(child, 'close');
  expect(child.signalCode, output).toBe('SIGKILL');
  return output.trim();
}

/** What the action made, each as whether it is there: all of it, or nothing. */
async function found(
  client: Client,
  sqlite: Awaited<ReturnType<typeof opened>>['console']['store']['sqlite'],
  action: Action,
  before: number,
) {
  const fact = (type: string) =>
    sqlite.prepare('SELECT count(*) FROM facts WHERE type = ? AND seq > ?').pluck().get(type, before) === 1;
  const job = (kind: string) => sqlite.prepare('SELECT count(*) FROM jobs WHERE kind = ?').pluck().get(kind) === 1;
  const { rows } = await client.integrations.list({});
  switch (action) {
    case 'createIntegration':
      return [rows.some(({ name }) => name === 'made'), fact('integration.created')];
    case 'changeIntegration': {
      const id = rows[0]?.id;
      if (id === undefined) throw new Error('The integration is gone');
      return [(await client.integrations.get({ id })).description === 'changed', fact('integration.changed')];
    }
    case 'scheduleChecks': {
      const id = rows[0]?.id;
      if (id === undefined) throw new Error('The integration is gone');
      const { schedule } = await client.health.report({ integrationId: id, hours: 24 });
      return [schedule.enabled, fact('schedule.set'), job('health.check')];
    }
    case 'removeTenant': {
      const { tenants } = await client.tenants.session();
      return [tenants.every(({ name }) => name !== 'Second'), fact('tenant.deleted'), job('tenants.removeFiles')];
    }
  }
}

describe.each(actions)('%s, killed between any two statements', (action) => {
  it(
    'leaves nothing, or row, fact and job together, and each fact is handed on once and in order',
    async () => {
      const { folder, before } = await prepared();
      let whole = 0;
      let statement = 1;
      for (let count = 0; count < kills; count += 1) {
        const data = temporaryFolder();
        cpSync(folder, data, { recursive: true });
        const output = await killAfter(data, action, statement);
        const { console, client } = await opened(data);
        const { sqlite } = console.store;
        // The recurring jobs of this start must not run before the look.
        const parts = await found(client, sqlite, action, before);
        expect(new Set(parts).size, `${action} after ${statement}: ${parts}`).toBe(1);
        if (output === 'done') expect(parts[0]).toBe(true);
        if (parts[0]) whole += 1;
        console.kernel.facts.subscribe(killSubscriber);
        console.kernel.facts.deliver();
        const types = killSubscriber.types.map((type) => `'${type}'`).join();
        const wanted = sqlite
          .prepare(`SELECT seq FROM facts WHERE type IN (${types}) AND seq > ? ORDER BY seq`)
          .pluck();
        expect(sqlite.prepare('SELECT seq FROM kill_test_seen ORDER BY n').pluck().all()).toEqual(wanted.all(before));
        expect(sqlite.pragma('foreign_key_check')).toEqual([]);
        await console.close();
        // Goes through every statement of the action; where that is done, begins again with another folder state.
        statement = output === 'done' ? 1 : statement + 1;
      }
      // Both ends were met: the action that came to nothing, and the one that came to its end, where there were kills enough.
      expect(whole).toBeLessThan(kills);
    },
    60_000 + kills * 15_000,
  );
});
