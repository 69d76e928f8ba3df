import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { findViolations } from '../support/accessibility.ts';
import { collectProblems } from '../support/app.ts';
import { type Gate, startGate } from '../support/gate.ts';
import { openInElectron } from '../support/openInElectron.ts';
import { openInLoopback } from '../support/openInLoopback.ts';
import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { shell } from '../support/pages/shell.ts';
import { teamPage } from '../support/pages/teamPage.ts';
import { vault } from '../support/pages/vault.ts';
import { newDatabase, type Postgres, startPostgres } from '../support/postgres.ts';
import { test as base, expect } from './test.ts';

interface Fixtures {
  /** A console of somebody else, on a data folder of its own. */
  other: Page;
  database: { url: string; gate: Gate };
}

const test = base.extend<Fixtures, { cluster: Postgres }>({
  cluster: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
    async ({}, use) => {
      const cluster = await startPostgres();
      await use(cluster);
      await cluster.stop();
    },
    { scope: 'worker' },
  ],
  database: async ({ cluster }, use) => {
    const database = await newDatabase(cluster);
    const gate = await startGate(cluster.port);
    await use({ url: database.url.replace(`:${cluster.port}/`, `:${gate.port}/`), gate });
    await gate.close();
    await database.drop();
  },
  other: async ({ sharedBrowser, viewport, contextOptions }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-e2e-'));
    const env = { PATCHBAY_DATA: folder, PATCHBAY_KEYCHAIN: 'none' };
    const options = { ...contextOptions, viewport };
    const app = sharedBrowser ? await openInLoopback(env, sharedBrowser, options) : await openInElectron(env);
    const problems = collectProblems(app.page);
    await app.start();
    await use(app.page);
    await app.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    expect(problems).toEqual([]);
  },
});

test.use({ actionTimeout: 15_000 });

/** Makes an integration by hand, and stays on its page. */
async function createIntegration(page: Page, name: string): Promise<void> {
  await shell(page).open('Integrations');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByRole('link', { name: /^Custom/ }).click();
  const form = page.getByRole('form', { name: 'New integration' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await form.getByLabel('Display name').fill(name);
  await form.getByLabel('Base URL').fill('https://api.example.com');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText(`${name} created`)).toBeVisible();
}

async function openIntegration(page: Page, name: string): Promise<void> {
  await shell(page).open('Integrations');
  await page.getByRole('row', { name }).getByText(name).first().click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

async function describe(page: Page, name: string, description: string): Promise<void> {
  await openIntegration(page, name);
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Description').fill(description);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(description)).toBeVisible();
  await expect(page.getByRole('form', { name: 'Edit integration' })).toBeHidden();
}

async function openVault(page: Page): Promise<void> {
  await vault(page).open();
  await vault(page).choosePassphrase();
}

async function violations(page: Page): Promise<string[]> {
  const found = await findViolations(page, { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa'] });
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

test('two people share a tenant: what one does reaches the other, offline too, and a conflict is decided', async ({
  page,
  other,
  database,
  api,
}) => {
  test.setTimeout(240_000);
  const [first, second] = [teamPage(page), teamPage(other)];
  for (const each of [page, other]) await openVault(each);

  await test.step('the first shares and invites, the second joins', async () => {
    await first.share(database.url);
    await first.inStep();
    await second.join(await first.invite('Bea'));
    await second.inStep();
    expect(await violations(other)).toEqual([]);
  });

  await test.step('an integration of the first appears with the second, and an edit of the second with the first', async () => {
    await shell(other).open('Integrations');
    await createIntegration(page, 'Ferries');
    await expect(other.getByRole('row', { name: 'Ferries' })).toBeVisible();
    await describe(other, 'Ferries', 'Times of all ferries');
    await expect(page.getByText('Times of all ferries')).toBeVisible();
  });

  await test.step('without the database both go on, and are told', async () => {
    await database.gate.shut();
    await describe(page, 'Ferries', 'What the first wrote');
    await describe(other, 'Ferries', 'What the second wrote');
    await createIntegration(other, 'Made offline');
    for (const { state } of [first, second])
      await expect(state).toHaveAccessibleName(/^Team: Offline, \d+ changes? to send$/);
  });

  await test.step('what was changed goes out when the database is back; the same field is a conflict of one of them', async () => {
    await database.gate.open();
    await shell(page).open('Integrations');
    await expect(page.getByRole('row', { name: 'Made offline' })).toBeVisible({ timeout: 60_000 });
    for (const each of [first, second])
      await expect(each.state).toHaveAccessibleName(/^Team: In step/, { timeout: 60_000 });
    const conflicts = (of: Page) => of.getByRole('link', { name: /^Conflicts/ });
    await expect.poll(async () => (await conflicts(page).count()) + (await conflicts(other).count())).toBe(1);
    const isFirst = (await conflicts(page).count()) === 1;
    const [late, words] = isFirst ? [page, 'What the first wrote'] : [other, 'What the second wrote'];
    await conflicts(late).click();
    const card = late.getByRole('article', { name: /Ferries, description/ });
    for (const value of ['What the first wrote', 'What the second wrote', 'Times of all ferries'])
      await expect(card).toContainText(value);
    expect(await violations(late)).toEqual([]);
    await card.getByRole('button', { name: /^Keep mine/ }).click();
    await expect(late.getByText('No conflicts', { exact: true })).toBeVisible();
    for (const each of [page, other]) {
      await openIntegration(each, 'Ferries');
      await expect(each.getByText(words)).toBeVisible();
    }
  });

  await test.step('a secret travels once it is turned on, and works with the second', async () => {
    await first.open();
    await page.getByRole('switch', { name: 'Secrets travel with the tenant' }).click();
    await first.dialog.getByRole('button', { name: 'Turn on' }).click();
    await expect(page.getByText('Secrets travel sealed')).toBeVisible();
    await shell(page).open('Integrations');
    await importText(page, 'Parcel service', parcelDefinition(api.origin));
    await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
    const connect = connectDialog(page);
    await connect.requirement(/headerKey/).check();
    await connect.name.fill('Depot key');
    await connect.dialog.getByRole('radio', { name: /everyone/i }).check();
    await connect.secret('API key').fill(parcelKey);
    await connect.saveAndCheck();
    await connect.done();
    const before = api.received.length;
    await shell(other).open('Connections');
    await other.getByRole('row', { name: 'Depot key' }).click();
    await second.dialog.getByRole('button', { name: /^Check/ }).click();
    await expect
      .poll(() => api.received.slice(before).map(({ headers }) => headers['x-parcel-key']))
      .toContain(parcelKey);
    await expect(second.dialog.getByText('A check has succeeded.')).toBeVisible();
    await other.keyboard.press('Escape');
  });

  await test.step('a revoked login is told before the person edits more, and goes on with a new invitation', async () => {
    await first.open();
    await page
      .getByRole('row', { name: /Bea/ })
      .getByRole('button', { name: /^Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Revoke this computer…' }).click();
    await first.dialog.getByRole('button', { name: 'Revoke' }).click();
    await expect(second.state).toHaveAccessibleName('Team: Login has ended');
    await expect(second.button('Use a new invitation…').first()).toBeVisible();
    expect(await violations(other)).toEqual([]);
    await createIntegration(other, 'Made meanwhile');
    const again = await first.inviteAnotherComputer('Bea');
    await second.join(again);
    await second.inStep();
    await shell(page).open('Integrations');
    await expect(page.getByRole('row', { name: 'Made meanwhile' })).toBeVisible();
  });

  await test.step('who leaves keeps what is there', async () => {
    await second.open();
    await second.button('Leave…').click();
    await second.dialog.getByRole('button', { name: 'Leave the team' }).click();
    await expect(
      second.button('Share this tenant…').or(other.getByText(/Only an admin of .* can share it/)),
    ).toBeVisible();
    await expect(second.state).toBeHidden();
    await openIntegration(other, 'Ferries');
  });
});

test('another computer of a person is theirs: the same name, and what is private to them', async ({
  page,
  other,
  database,
  api,
}) => {
  test.setTimeout(120_000);
  const [first, second] = [teamPage(page), teamPage(other)];
  for (const each of [page, other]) await openVault(each);
  await first.share(database.url);
  await first.inStep();
  await shell(page).open('Integrations');
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = connectDialog(page);
  await connect.requirement(/headerKey/).check();
  await connect.name.fill('My own key');
  await connect.dialog.getByRole('radio', { name: /only me/i }).check();
  await connect.secret('API key').fill(parcelKey);
  await connect.saveAndCheck();
  await connect.done();
  await second.join(await first.inviteAnotherComputer('Ada'));
  await second.inStep();
  await shell(other).open('Connections');
  await expect(other.getByRole('row', { name: 'My own key' })).toBeVisible();
  await second.open();
  await expect(second.button('Invite…')).toBeVisible();
});
