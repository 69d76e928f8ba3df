import { expect, test } from 'vitest';
import { domainClient } from '#test/support/domainClient.ts';
import { tokenHolder } from '#test/support/oauthHeldTokens.ts';
import { testHost } from '#test/support/testConsole.ts';
import { createOAuth } from './index.ts';
import { leaseName, tokenJobs } from './tokens/tokenTable.ts';

/** A second console on the same store, whose beginning and end are the test's. */
async function secondConsole() {
  const { rig, hold } = await tokenHolder();
  const host = testHost({ kind: 'loopback', openExternal: () => false });
  const oauth = createOAuth({ ...rig.kernel, jobs: rig.jobs, host }, rig.deps);
  return { rig, hold, oauth, client: domainClient(oauth, rig.admin) };
}

test('the end of the console ends every sign-in, and gives its port back', async () => {
  const { hold, oauth, client } = await secondConsole();
  const begun = await client.signIn({ connectionId: hold(null).id, open: false });
  expect(begun.expiresAt - Date.now()).toBeGreaterThan(4 * 60_000);
  await oauth.close?.();
  expect(oauth.api.signIns.find(begun.id)?.view()).toMatchObject({
    status: 'cancelled',
    message: 'Patchbay was closed.',
  });
  await expect(fetch(begun.redirectUri ?? '')).rejects.toThrow();
});

test('a locked vault ends what is open, and nothing of what has ended', async () => {
  const { rig, hold, oauth, client } = await secondConsole();
  const [done, open] = [hold(null), hold(null)];
  const ended = await client.signIn({ connectionId: done.id, open: false });
  oauth.api.signIns.find(ended.id)?.end('done', 'Well.');
  const begun = await client.signIn({ connectionId: open.id, open: false });
  rig.vault.lock();
  await Promise.resolve();
  const messages = [ended, begun].map(({ id }) => oauth.api.signIns.find(id)?.view().message);
  expect(messages).toEqual(['Well.', 'The vault was locked. Unlock it, then sign in again.']);
  const at = async ({ id }: { id: typeof done.id }) => (await client.doctor({ connectionId: id })).at;
  expect([await at(done), await at(open)]).toEqual([null, expect.any(Number)]);
  await oauth.close?.();
});

test('a console plans at its beginning what was never planned, and ends what outlived its token', async () => {
  const { rig, hold, oauth } = await secondConsole();
  const renewable = hold();
  const last = hold({ refreshable: false });
  const late = (last.tokens()?.expiresAt ?? 0) + 1;
  rig.store.sqlite.prepare('UPDATE connections SET expires_at = ?').run(late);
  const next = () => rig.jobs.nextRunAt(rig.store.read, tokenJobs.renew, leaseName(rig.rowOf(renewable.id)));
  expect(next()).toBeNull();
  await oauth.start?.();
  expect(next()).not.toBeNull();
  expect(await oauth.cleanUp?.({ activityDays: 1, historyDays: 1, historyCount: 1, bodyBytes: 1 })).toEqual({});
  expect([rig.rowOf(last.id).expiresAt, rig.rowOf(renewable.id).expiresAt]).toEqual([late - 1, late]);
  await oauth.close?.();
});
