import { expect, it, onTestFinished } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import { answerSync, syncHeldBack, syncNow, syncStatus } from '#main/hosts/cli/commands/syncState.ts';
import { commandRig } from '#test/support/commandRig.ts';
import { testDatabase } from '#test/support/serverRig.ts';

const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;

/** A console whose tenant is shared, and what the commands say on it. */
async function shared(things: number) {
  const [database, test] = await Promise.all([testDatabase(), commandRig()]);
  await test.client.vault.setUp({ method: 'keychain' });
  const ids: IntegrationId[] = [];
  for (let number = 0; number < things; number += 1)
    ids.push((await test.client.integrations.create({ name: `Thing ${number}`, ...api })).id);
  await test.client.sync.init({ url: database.url });
  const said = async (work: () => Promise<unknown>) => {
    process.exitCode = undefined;
    test.output.lines.length = 0;
    await work();
    return { code: process.exitCode ?? 0, text: test.output.lines.join('\n') };
  };
  onTestFinished(() => {
    process.exitCode = undefined;
  });
  const answer = (given: Parameters<typeof answerSync>[2]) => said(() => answerSync(test.own, test.output, given, {}));
  return {
    ...test,
    database,
    ids,
    answer,
    status: () => said(() => syncStatus(test.own, test.output)),
    now: () => said(() => syncNow(test.own, test.output, {})),
    heldBack: () => said(() => syncHeldBack(test.own, test.output, { retry: true })),
    total: async () => (await test.client.integrations.list({})).all,
  };
}

it('asks before many deletions are sent, and brings them back or sends them as answered', async () => {
  const { client, ids, now, status, answer, heldBack, total } = await shared(24);
  expect(await status()).toMatchObject({ code: 0, text: expect.stringContaining('\nIn step\n') });
  await expect(answer('send')).rejects.toMatchObject({ code: 'CONFLICT', message: 'Sync waits for no answer.' });
  const removeAll = () => client.integrations.remove({ ids });
  await removeAll();
  const asked = await now();
  expect(asked).toMatchObject({ code: 10, text: expect.stringContaining('Stopped: 24 of 2') });
  expect(asked.text).toContain('patchbay sync answer send, or restore to bring them back');
  await expect(answer('take-theirs')).rejects.toMatchObject({
    code: 'CONFLICT',
    data: { todo: 'Answer with send, restore.' },
  });
  expect(await answer('restore')).toMatchObject({ code: 0, text: expect.stringContaining('\nIn step\n') });
  expect(await total()).toBe(24);
  await removeAll();
  expect(await now()).toMatchObject({ code: 10 });
  expect(await answer('send')).toMatchObject({ code: 0, text: expect.stringContaining('\nIn step\n') });
  expect(await total()).toBe(0);
  expect(await heldBack()).toEqual({ code: 0, text: 'Nothing is held back.' });
});

it('asks where the address leads to another database, and leaves the team as answered', async () => {
  const { database, now, answer, total } = await shared(2);
  await database.admin((client) => client.query('UPDATE patchbay.installation SET id = gen_random_uuid()'));
  const asked = await now();
  expect(asked).toMatchObject({ code: 10, text: expect.stringContaining('leads to another database than before') });
  expect(await answer('send-mine')).toMatchObject({ code: 0, text: expect.stringContaining('\nIn step\n') });
  await database.admin((client) => client.query('UPDATE patchbay.installation SET id = gen_random_uuid()'));
  expect(await now()).toMatchObject({ code: 10 });
  expect(await answer('leave')).toMatchObject({ code: 0, text: expect.stringContaining('This tenant is not shared.') });
  expect(await total()).toBe(2);
});

it('says why the database cannot be used, and that what was changed waits', async () => {
  const { client, database, now, status } = await shared(1);
  await database.drop();
  await client.integrations.create({ name: 'Later', ...api });
  await expect(now()).rejects.toMatchObject({ data: { kept: 'Nothing was changed.' } });
  const { text } = await status();
  expect(text).toMatch(
    /\nStopped: .+ There is no such database on this server\.\nEverything that was changed here is kept/,
  );
  expect(text).toContain('\n1 changed row to send\n');
});
