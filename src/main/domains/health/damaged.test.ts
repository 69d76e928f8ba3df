import { expect, test } from 'vitest';
import type { ConsoleEvent } from '#contract/events.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';

/** A console with two integrations that work, each with a key, one to be damaged. */
async function twoThatWork() {
  const { console, client } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const server = await loopbackServer((request, response) => {
    response.statusCode = request.headers['x-key'] === 'canary-key-4711-abcdef' ? 200 : 401;
    response.end('{}');
  });
  const integrate = async (name: string) => {
    const { id } = await client.integrations.create({
      name,
      type: 'api',
      provider: 'custom',
      baseUrl: server.url,
      manualAuth: { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' },
      credentials: { secret: 'canary-key-4711-abcdef' },
    });
    return id;
  };
  const ids = { fine: await integrate('fine'), broken: await integrate('broken') };
  const { sqlite } = console.store;
  sqlite.pragma('ignore_check_constraints = ON');
  const results = sqlite.prepare<[string], number>(
    'SELECT ok FROM health_results WHERE integration_id = ? ORDER BY at',
  );
  const standing = sqlite.prepare<[string], { status: string; reason: string | null }>(
    'SELECT status, status_reason AS reason FROM integrations WHERE id = ?',
  );
  return {
    ...{ console, client, sqlite, ids },
    pointsOf: (id: string) => results.pluck().all(id),
    standingOf: (id: string) => standing.get(id),
  };
}

test.each([
  ['a connection with hosts that are no JSON', "connections SET allowed_hosts = '{'", /connection .*allowed_hosts/],
  ['a connection of no kind', "connections SET kind = 'nonsense'", /connection .*kind/],
  ['an integration with settings that are no JSON', "integrations SET manual_auth = '{'", /integration .*manual_auth/],
])('%s fails its own checks, in words, and no other one', async (what, damage, says) => {
  const { console, client, sqlite, ids, pointsOf, standingOf } = await twoThatWork();
  expect(await client.health.checkAll({})).toEqual({ checked: 2, failed: 0 });
  const own = what.startsWith('a connection') ? 'integration_id' : 'id';
  sqlite.prepare(`UPDATE ${damage} WHERE ${own} = ?`).run(ids.broken);

  expect(await client.health.checkAll({})).toEqual({ checked: 2, failed: 1 });
  expect(standingOf(ids.fine)).toEqual({ status: 'ok', reason: null });
  expect(standingOf(ids.broken)).toEqual({ status: 'error', reason: expect.stringMatching(says) });
  expect(await client.health.checkNow({ integrationId: ids.broken })).toMatchObject({
    ok: false,
    outcome: 'failed',
    status: null,
    message: expect.stringMatching(/cannot be read .*Its id is /),
    todo: expect.stringMatching(/\.$/),
  });
  const { entries } = await client.activity.list({ limit: 50 });
  const failed = entries.filter(({ kind, result }) => kind === 'check' && result === 'failed');
  expect(failed.map(({ subject }) => subject)).toEqual(['broken', 'broken']);

  const events: ConsoleEvent[] = [];
  console.events.onEvent((event) => void events.push(event));
  const schedule = { enabled: true, intervalMinutes: 15, quietHours: null, notify: true };
  sqlite.exec('DELETE FROM health_results');
  for (const integrationId of Object.values(ids))
    if (integrationId === ids.fine || own === 'integration_id')
      await client.health.setSchedule({ integrationId, schedule });
  const listed = (await client.jobs.list()).filter(({ kind }) => kind === 'health.check');
  expect(listed.map(({ subject }) => subject)).toContain('fine');
  sqlite.exec("UPDATE jobs SET run_at = 0 WHERE kind = 'health.check'");
  await console.kernel.jobs.runDue();
  expect(pointsOf(ids.fine)).toEqual([1]);
  const told = events.flatMap((event) => (event.type === 'notice' ? [event.title] : []));
  expect(told).toEqual(own === 'id' ? [] : ['broken does not work']);
});
