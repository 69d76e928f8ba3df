import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { type Gate, startGate } from '../../test/support/gate.ts';
import { newDatabase, startPostgres } from '../../test/support/postgres.ts';
import { startLoopback } from '../loopbackProcess.ts';
import { call, type Made } from './call.ts';

interface Status {
  readonly team: { readonly state: string; readonly toSend: number; readonly conflicts: number } | null;
}

interface Shared {
  /** Ends the database and the console of the other person. */
  stop(): Promise<void>;
}

/** Waits until the console says so of its team. */
async function until(page: Page, holds: (team: NonNullable<Status['team']>) => boolean): Promise<void> {
  for (const ends = Date.now() + 60_000; Date.now() < ends; await page.waitForTimeout(200)) {
    const { team } = await call<Status>(page, 'sync/status');
    if (team !== null && holds(team)) return;
  }
  throw new Error('The team is not in that state.');
}

const invite = (page: Page, name: string, role: string) =>
  call<{ invitation: string; login: string }>(page, 'sync/invite', { name, email: null, role, days: 7 });

/** Shares the tenant with Bea, invites Carl, and leaves Ada with what both have changed at once. */
export async function shareTeam(page: Page, browser: Browser, ids: ReadonlyMap<string, string>): Promise<Shared> {
  const cluster = await startPostgres();
  const gate = await startGate(cluster.port);
  const data = mkdtempSync(join(tmpdir(), 'patchbay-pictures-'));
  const host = await startLoopback({ PATCHBAY_DATA: data, PATCHBAY_KEYCHAIN: 'none' });
  const stop = async () => {
    await host.stop();
    await gate.close();
    await cluster.stop();
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const database = await newDatabase(cluster);
    await database.admin((sql) => sql.query('CREATE DATABASE acme'));
    const url = new URL(database.url);
    Object.assign(url, { host: `localhost:${gate.port}`, pathname: '/acme' });
    const { user } = await call<{ user: Made }>(page, 'tenants/session');
    await call(page, 'tenants/updateMember', { userId: user.id, name: 'Ada' });
    await call(page, 'sync/init', { url: url.href });
    const other = await browser.newPage();
    await other.goto(host.link);
    await other.getByRole('heading', { level: 1 }).waitFor();
    await call(other, 'vault/setUp', { method: 'passphrase', passphrase: 'pictures for the readme' });
    await call(other, 'sync/join', { invitation: (await invite(page, 'Bea', 'editor')).invitation });
    await until(other, ({ state }) => state === 'inStep');
    await invite(page, 'Carl', 'viewer');
    const { login } = await invite(page, 'Dora', 'editor');
    await call(page, 'sync/revokeLogin', { login });
    await disagree(page, other, gate, ids);
    await other.close();
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** Both change the same without the database, and Bea is back first. */
async function disagree(page: Page, other: Page, gate: Gate, ids: ReadonlyMap<string, string>): Promise<void> {
  const change = (of: Page, title: string, changes: object) =>
    call(of, 'integrations/update', { id: ids.get(title), changes });
  for (const each of [page, other]) await call(each, 'sync/now');
  await gate.shut();
  await change(page, 'GitHub', { description: 'Issues, releases and pull requests of the console.' });
  await change(page, 'Jira', { baseUrl: 'https://jira.acme.example/rest/api/3' });
  await change(page, 'Billing', { description: 'Invoices of 2026; the old ones are in the archive.' });
  await change(other, 'GitHub', { description: 'Issues and releases of every repository of Acme.' });
  await change(other, 'Jira', { baseUrl: 'https://acme.atlassian.example/rest/api/3' });
  await call(other, 'integrations/remove', { ids: [ids.get('Billing')] });
  await gate.open();
  // Before Ada's console tries again by itself.
  await call(other, 'sync/now');
  await call(page, 'sync/now');
  await until(page, ({ conflicts }) => conflicts > 2);
}

/** Settings › Team and the conflicts, each as `picture` takes it. */
export async function takeTeam(
  page: Page,
  origin: string,
  picture: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await page.goto(`${origin}/settings/team`);
  await page.getByRole('table', { name: 'Computers and invitations' }).waitFor();
  await picture(page, 'team');
  await page.goto(`${origin}/conflicts`);
  await page.getByRole('article').first().waitFor();
  await picture(page, 'conflicts');
}
