import { type Browser, chromium, type Page } from '@playwright/test';
import { findViolations } from '../support/accessibility.ts';
import { test as base, expect } from '../support/app.ts';
import { findBrowser } from '../support/findBrowser.ts';
import { openSessionVault } from '../support/pages/assistantsPage.ts';
import { connectionsPage, signInAt } from '../support/pages/connectionsPage.ts';
import {
  harbourDefinition,
  nativeClient,
  type SignInServer,
  startSignInServer,
} from '../support/pages/signInServer.ts';

interface Fixtures {
  server: SignInServer;
  /** The person's own browser, beside the console. */
  systemBrowser: Browser;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
  server: async ({}, use) => {
    const server = await startSignInServer();
    await use(server);
    await server.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
  systemBrowser: async ({}, use) => {
    const path = findBrowser();
    const browser = await chromium.launch({ ...(path && { executablePath: path }), chromiumSandbox: false });
    await use(browser);
    await browser.close();
  },
  seed: async ({ server }, use) => {
    await use([{ args: ['import', '-'], input: JSON.stringify(harbourDefinition(server)) }]);
  },
});

/** What a check says that went well. */
const answered = /Harbours answered.* 200/;

/** What axe finds in the page or the open dialog. */
async function problems(page: Page, part = 'main'): Promise<string[]> {
  const violations = await findViolations(page, { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa'] }, part);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** Connects Harbours with a key, a user name and a password. */
async function connectWithKey(page: Page): Promise<void> {
  await openSessionVault(page);
  const connections = connectionsPage(page);
  await connections.connect('Harbours');
  await connections.choose(/API key/);
  await connections.field('API key').fill('harbour-key-0001');
  await expect(connections.button('Save and check')).toBeDisabled();
  await connections.field('User name').fill('ann');
  await connections.field('Password').fill('harbour-password');
  await connections.button('Save and check').click();
  await expect(connections.dialog.getByText(answered)).toBeVisible();
  await connections.button('Done').click();
}

test('signs in with the browser, shows what was granted, refreshes, and the doctor tells each step', async ({
  page,
  systemBrowser,
}) => {
  test.slow();
  await openSessionVault(page);
  const connections = connectionsPage(page);
  await connections.connect('Harbours');
  await connections.field('Client ID').fill(nativeClient);
  const scopes = connections.dialog.getByRole('combobox', { name: 'Scopes' });
  await scopes.fill('openid read');
  await scopes.press('Enter');
  expect(await problems(page, '[role=dialog]')).toEqual([]);
  await connections.button('Save and sign in').click();

  const link = connections.dialog.getByRole('link', { name: /^Open the page/ });
  await expect(link).toHaveAttribute('href', /^http/);
  const address = await link.getAttribute('href');
  await expect(connections.dialog.getByText(/^Time left: \d+:\d\d/)).toBeVisible();
  await signInAt(systemBrowser, address ?? '');
  await expect(connections.dialog.getByText('Every requested scope was granted.')).toBeVisible();
  await expect(connections.dialog.getByText(answered)).toBeVisible();
  await connections.button('Close').last().click();

  await connections.open(/Harbours – /);
  await connections.button('Refresh now').click();
  await expect(page.getByText('has a new token')).toBeVisible();
  await connections.tab('OAuth doctor').click();
  await connections.dialog.getByRole('button', { name: /Token refreshed/ }).click();
  const request = connections.dialog.getByRole('region', { name: 'Request' });
  await expect(request).toContainText('refresh_token=••••');
  expect(await problems(page, '[role=dialog]')).toEqual([]);
});

test('says why the browser never comes back, and opens the field to change', async ({ page, systemBrowser }) => {
  test.slow();
  await openSessionVault(page);
  const connections = connectionsPage(page);
  await connections.connect('Harbours');
  await connections.field('Client ID').fill(nativeClient);
  await connections.field('Path of the redirect URI').fill('/elsewhere');
  await connections.button('Save and sign in').click();
  await expect(
    connections.dialog.getByText(/register exactly http:\/\/127\.0\.0\.1\/elsewhere as a redirect URI/),
  ).toBeVisible();
  const address = await connections.dialog.getByRole('link', { name: /^Open the page/ }).getAttribute('href');
  const shown = await systemBrowser.newPage();
  await shown.goto(address ?? '');
  await expect(shown.getByText(/redirect_uri/).first()).toBeVisible();
  await connections.button('Cancel the sign-in').click();
  await expect(connections.dialog.getByText('Sign-in cancelled')).toBeVisible();
  await connections.button('Close').last().click();

  await connections.open(/Harbours – /);
  await connections.tab('OAuth doctor').click();
  await expect(connections.dialog.getByText('The browser never came back')).toBeVisible();
  expect(await problems(page, '[role=dialog]')).toEqual([]);
  await connections.button('Change “Redirect URI”').click();
  await expect(connections.field('Path of the redirect URI')).toHaveValue('/elsewhere');
});

test('gives its port up when the dialog is closed, and says no page was opened where none was', async ({ page }) => {
  await openSessionVault(page);
  const connections = connectionsPage(page);
  await connections.connect('Harbours');
  await connections.field('Client ID').fill(nativeClient);
  await connections.button('Save and sign in').click();
  await expect(connections.dialog.getByText(/^Open the page in your browser\./)).toBeVisible();
  const awaited = await connections.dialog.getByText(/^Waiting for the redirect to/).textContent();
  const port = /http:\/\/127\.0\.0\.1:\d+/.exec(awaited ?? '')?.[0] ?? '';
  expect((await fetch(port)).status).toBe(404);
  await connections.button('Close').last().click();
  await expect
    .poll(
      () =>
        fetch(port).then(
          (answer) => answer.status,
          () => 'closed',
        ),
      { timeout: 30_000 },
    )
    .toBe('closed');
});

test('shows the code of a device sign-in and goes on when it was entered', async ({ page, server, systemBrowser }) => {
  test.slow();
  await openSessionVault(page);
  const connections = connectionsPage(page);
  await connections.connect('Harbours');
  await connections.dialog.getByRole('combobox', { name: 'Grant' }).click();
  await page.getByRole('option', { name: 'Device code' }).click();
  await connections.field('Client ID').fill(nativeClient);
  await connections.dialog.getByRole('combobox', { name: 'Scopes' }).fill('openid');
  await connections.field('Device authorization URL').fill(`${server.issuer}/device/auth`);
  await connections.button('Save and sign in').click();

  const code = await connections.dialog.getByText(/^[A-Z]{4}-[A-Z]{4}$/).textContent();
  const address = await connections.dialog.getByRole('link', { name: 'Open the page' }).getAttribute('href');
  await signInAt(systemBrowser, (address ?? '').replace(/\?.*/, ''), code ?? '');
  await expect(connections.dialog.getByText(answered)).toBeVisible({ timeout: 30_000 });
});

test('asks for several secrets at once, rotates one after a check, and goes back', async ({ page }) => {
  test.slow();
  const connections = connectionsPage(page);
  await connectWithKey(page);

  await connections.open(/Harbours – /);
  await connections.tab('Rotate').click();
  await connections.field('API key').fill('harbour-key-0002');
  await connections.button('Check and switch').click();
  await expect(connections.dialog.getByText(/The old secret \(••••0001\) is kept for/)).toBeVisible();
  expect(await problems(page, '[role=dialog]')).toEqual([]);
  await connections.button('Go back to it').click();
  await expect(connections.dialog.getByText(/\(••••0001\)\.$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(connections.dialog).toBeHidden();

  await test.step('the filters stand in the address', async () => {
    await page.getByRole('button', { name: 'Shared with the team' }).click();
    await expect(connections.row(/Harbours – /)).toHaveCount(0);
    await expect(page).toHaveURL(/visibility=team/);
    await page.getByRole('button', { name: 'Shared with the team' }).click();
    await expect(connections.row(/Harbours – /)).toHaveCount(1);
    expect(await problems(page)).toEqual([]);
  });
});

test('keeps checks for the charts and saves when an integration is checked by itself', async ({ page }) => {
  test.slow();
  await connectWithKey(page);
  await page.getByRole('navigation', { name: 'Parts of Harbours' }).getByText('Health').click();
  await expect(page.getByRole('heading', { name: 'Recent checks' })).toBeVisible();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByRole('table', { name: 'Recent checks' }).getByText('OK').first()).toBeVisible();
  await expect(page.getByText(/\d checks?, 0 failed/).first()).toBeAttached();
  await page.getByText('Check automatically').locator('..').locator('..').getByRole('switch').check({ force: true });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Schedule saved')).toBeVisible();
  await expect(page.getByText('Not scheduled')).toBeHidden();
  expect(await problems(page)).toEqual([]);
});
