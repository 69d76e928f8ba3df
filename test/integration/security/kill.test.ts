import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { integrationId, savedRequestId } from '#contract/common.ts';
import { startProcess } from '#test/support/hostProcess.ts';
import { operationsOf } from '#test/support/numberedDefinition.ts';
import { type Client, temporaryFolder, testConsole, testHost } from '#test/support/testConsole.ts';

const acknowledged = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('created'), id: integrationId }),
  z.object({ kind: z.literal('changed'), id: integrationId, description: z.string() }),
  z.object({ kind: z.literal('saved'), id: savedRequestId }),
  z.object({ kind: z.literal('removed'), id: integrationId }),
  z.object({ kind: z.literal('applied'), number: z.int() }),
  z.object({ kind: z.literal('rewritten'), number: z.int() }),
]);
type Acknowledged = z.infer<typeof acknowledged>;

/** Lets the writer work, kills it at a random moment, and gives every line that it got out. */
async function workAndDie(data: string, args: readonly string[], atLeast: number): Promise<Acknowledged[]> {
  const child = startProcess('writerProcess', args, data);
  const ended = once(child, 'close');
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines: Acknowledged[] = [];
  if (child.stdout === null) throw new Error('The writer has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(acknowledged.parse(JSON.parse(line)));
    // The moment between two acknowledgements is what matters, so it is left to chance.
    if (lines.length === atLeast) void wait(Math.random() * 120).then(() => child.kill('SIGKILL'));
  }
  await ended;
  expect(errors).toBe('');
  expect(child.signalCode).toBe('SIGKILL');
  return lines;
}

/** Opens the folder as the next start would, looks, and closes again. */
async function reopened(data: string, look: (client: Client) => Promise<void>): Promise<void> {
  const { console, client } = await testConsole({ paths: { data, resources: testHost().paths.resources } });
  expect(console.store.integrityCheck()).toEqual([]);
  expect(console.store.sqlite.pragma('foreign_key_check')).toEqual([]);
  await look(client);
  await console.close();
}

async function expectWritten(client: Client, lines: readonly Acknowledged[]): Promise<void> {
  const saved = new Set((await client.collections.tree()).requests.map(({ id }) => id));
  for (const line of lines) {
    if (line.kind === 'created') expect((await client.integrations.get({ id: line.id })).id).toBe(line.id);
    if (line.kind === 'changed')
      expect((await client.integrations.get({ id: line.id })).description).toBe(line.description);
    if (line.kind === 'saved') expect(saved).toContain(line.id);
    if (line.kind === 'removed')
      await expect(client.integrations.get({ id: line.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
}

/** One whole definition: the last that was acknowledged, or the one after it whose word was cut off. @returns its number */
async function expectWhole(client: Client, last: number): Promise<number> {
  const { rows } = await client.integrations.list({ text: 'numbered' });
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The integration is gone');
  const report = await client.definitions.report({ integrationId: id });
  const number = Number(report.version);
  expect([last, last + 1]).toContain(number);
  const operations = await client.definitions.operations({ integrationId: id, limit: 5_000 });
  expect(operations.total).toBe(operationsOf(number));
  expect(new Set(operations.rows.map(({ summary }) => summary))).toEqual(new Set([`number ${number}`]));
  expect((await client.integrations.get({ id })).operations).toBe(operationsOf(number));
  const detail = await client.definitions.describe({ integrationId: id, key: 'GET /things/0' });
  expect(detail.summary).toBe(`number ${number}`);
  const { text } = await client.definitions.content({ integrationId: id, offset: 0, length: 1_000_000 });
  expect(JSON.parse(text)).toHaveProperty('info.version', String(number));
  return number;
}

/** One whole request with its rows, the last that was acknowledged or the one after it. @returns its number */
async function expectRewritten(client: Client, last: number): Promise<number> {
  const { groups, requests } = await client.collections.tree();
  const id = requests[0]?.id;
  expect([groups.length, requests.length]).toEqual([1, last === 0 ? requests.length : 1]);
  if (id === undefined) return 0;
  const { draft } = await client.collections.request({ id });
  const number = Number(draft.url.slice(1));
  expect([last, last + 1]).toContain(number);
  expect(draft.groupId).toBe(number % 2 === 1 ? groups[0]?.id : null);
  expect(draft.parameters.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, at) => `p${at}`));
  expect(new Set(draft.parameters.map(({ value }) => value))).toEqual(new Set([String(number)]));
  return number;
}

describe('a console that is killed', () => {
  it('has everything that it acknowledged, round after round', async () => {
    const data = temporaryFolder();
    const lines: Acknowledged[] = [];
    for (let round = 0; round < 8; round += 1) lines.push(...(await workAndDie(data, ['writes'], 1 + round * 4)));
    await reopened(data, (client) => expectWritten(client, lines));
    expect(lines.length).toBeGreaterThan(100);
  }, 240_000);

  it('never shows half a definition, and imports on where it stopped', async () => {
    const data = temporaryFolder();
    let next = 1;
    for (let round = 0; round < 6; round += 1) {
      const lines = await workAndDie(data, ['imports', String(next)], 1 + (round % 3));
      const last = lines.at(-1);
      await reopened(data, async (client) => {
        next = (await expectWhole(client, last?.kind === 'applied' ? last.number : 0)) + 1;
      });
    }
    expect(next).toBeGreaterThan(8);
  }, 240_000);

  it('never shows a saved request with rows of another time', async () => {
    const data = temporaryFolder();
    let next = 1;
    for (let round = 0; round < 6; round += 1) {
      const lines = await workAndDie(data, ['rewrites', String(next)], 5 + round * 7);
      const last = lines.at(-1);
      await reopened(data, async (client) => {
        next = (await expectRewritten(client, last?.kind === 'rewritten' ? last.number : 0)) + 1;
      });
    }
    expect(next).toBeGreaterThan(40);
  }, 240_000);
});
