import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { integrationId, savedRequestId } from '#contract/common.ts';
import { fileKeychain } from '#test/support/fileKeychain.ts';
import { startProcess } from '#test/support/hostProcess.ts';
import { type Person, put } from '#test/support/serverRig.ts';
import { api, expectEqual, memberWithSql, serverRows, teamByHand } from '#test/support/syncFaults.ts';
import { inStep, type TestTeam } from '#test/support/team.ts';
import { temporaryFolder, testConsole, testHost } from '#test/support/testConsole.ts';

const acknowledged = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begun') }),
  z.object({ kind: z.literal('made'), id: integrationId }),
  z.object({ kind: z.literal('changed'), id: integrationId, number: z.int() }),
  z.object({ kind: z.literal('saved'), id: savedRequestId }),
  z.object({ kind: z.literal('removed'), id: integrationId }),
]);
type Acknowledged = z.infer<typeof acknowledged>;

const kills = 16;

/** Lets a member work and sync, kills the process at a random moment, and gives every line that it got out. */
async function workAndDie(data: string, args: readonly string[], meanwhile: () => Promise<unknown>) {
  const child = startProcess('syncChild', args, data);
  const ended = once(child, 'close');
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines: Acknowledged[] = [];
  if (child.stdout === null) throw new Error('The child has no output');
  const atLeast = 1 + Math.floor(Math.random() * 30);
  let others: Promise<unknown> | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(acknowledged.parse(JSON.parse(line)));
    others ??= meanwhile();
    // The moment within a push or a pull is what matters, so it is left to chance.
    if (lines.length === atLeast) void wait(Math.random() * 500).then(() => child.kill('SIGKILL'));
  }
  await ended;
  await others;
  expect(errors).toBe('');
  expect(child.signalCode).toBe('SIGKILL');
  return lines;
}

/** What others send meanwhile: many new rows at once, and changes of what the member made. */
async function workBeside({ database, first }: TestTeam, sql: Person, round: number): Promise<void> {
  const rows = await serverRows(database);
  const sample = rows.find(({ table_name }) => table_name === 'integrations')?.data;
  const made = (await first.client.integrations.list({ text: 'made ', limit: 5 })).rows;
  for (const { id } of made) await first.client.integrations.update({ id, changes: { checkPath: `/round/${round}` } });
  const many = Array.from({ length: 60 }, () => {
    const name = `beside ${randomUUID()}`;
    return put('integrations', randomUUID(), { ...sample, name, name_key: name, display_name: name, deleted_at: null });
  });
  // Whoever is overtaken by the child tries again.
  await expect
    .poll(
      () =>
        sql.push(...many).then(
          () => 'sent',
          () => 'overtaken',
        ),
      { timeout: 10_000 },
    )
    .toBe('sent');
  await first.client.sync.now();
}

it(`a member's process that is killed ${kills} times while it sends and fetches loses nothing that it acknowledged`, async () => {
  const team = await teamByHand(({ client }) => client.integrations.create({ name: 'One', ...api }));
  const sql = await memberWithSql(team);
  const [data, keys] = [temporaryFolder(), temporaryFolder()];
  const { resources } = testHost().paths;
  const open = () => testConsole({ kind: 'cli', keychain: fileKeychain(keys), paths: { data, resources } });
  const { invitation } = await team.first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
  const before = await open();
  const { tenant, user } = await before.client.sync.join({ invitation });
  await before.console.close();
  const lines: Acknowledged[] = [];
  for (let round = 0; round < kills; round += 1)
    lines.push(...(await workAndDie(data, [keys, tenant.id, user.id], () => workBeside(team, sql, round))));
  const store = await open();
  // It has sent and fetched between its deaths.
  const cursor = store.console.store.sqlite.prepare('SELECT cursor FROM sync_teams').pluck().get();
  expect(cursor).toBeGreaterThan(5);
  expect(store.console.store.integrityCheck()).toEqual([]);
  await store.client.tenants.switch({ tenantId: tenant.id });
  await inStep(store, team.first);
  await expectEqual(team.database, store, team.first);
  for (const { client } of [store, team.first]) {
    const saved = new Set((await client.collections.tree()).requests.map(({ id }) => id));
    const last = new Map(lines.flatMap((line) => (line.kind === 'changed' ? [[line.id, line.number]] : [])));
    for (const line of lines) {
      if (line.kind === 'made') expect(await client.integrations.get({ id: line.id })).toMatchObject({ id: line.id });
      if (line.kind === 'saved') expect(saved).toContain(line.id);
      if (line.kind === 'removed')
        await expect(client.integrations.get({ id: line.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    // The word on the change after the last one that is known may have been cut off.
    for (const [id, number] of last)
      expect(Number((await client.integrations.get({ id })).description)).toBeGreaterThanOrEqual(number);
    expect(await client.sync.conflicts()).toEqual([]);
  }
});
