import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { startEcho } from '#test/support/echoServer.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

/** What another connection to the store sees at the moment at which pages are told that something is stale. */
async function seenWhenTold(sql: string) {
  const opened = await testConsole();
  const other = new Database(opened.console.store.file, { readonly: true });
  const seen: Record<string, unknown[]> = {};
  opened.console.events.onEvent((event) => {
    if (event.type !== 'changed') return;
    seen[event.topic] = [...(seen[event.topic] ?? []), other.prepare(sql).pluck().get() ?? null];
  });
  return { ...opened, seen, end: () => other.close() };
}

it('settings are stored before anyone is told of them', async () => {
  const { client, seen, end } = await seenWhenTold(
    "SELECT value ->> '$.colorScheme' FROM settings WHERE name = 'console'",
  );
  await client.settings.update({ colorScheme: 'dark' });
  await client.settings.update({ colorScheme: 'light' });
  expect(seen.settings).toEqual(['dark', 'light']);
  end();
});

it('a sent request stands in the history before anyone is told of it', async () => {
  const { client, seen, end } = await seenWhenTold('SELECT count(*) FROM exchanges');
  const { url } = await startEcho();
  for (let count = 0; count < 2; count += 1)
    await client.requests.send({ id: exchangeId.parse(crypto.randomUUID()), draft: { ...plainDraft, url } });
  expect(seen.requests).toEqual([1, 2]);
  end();
});

it('a new integration stands in the list before anyone is told of it', async () => {
  const { client, seen, end } = await seenWhenTold('SELECT count(*) FROM integrations');
  await client.integrations.create({ name: 'a', type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' });
  expect(new Set(seen.integrations)).toEqual(new Set([1]));
  end();
});
