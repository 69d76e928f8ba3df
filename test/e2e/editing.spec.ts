import type { Page } from '@playwright/test';
import { assistantsPage } from '../support/pages/assistantsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

/** The same address in a second tab of the same person. */
async function secondTab(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.evaluate(() => void window.open(location.href));
  return opened;
}

test('a change from another tab is shown, and nothing is overwritten silently', async ({ page, sharedBrowser }) => {
  await shell(page).open('Integrations');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByRole('link', { name: /^Custom/ }).click();
  const made = page.getByRole('form', { name: 'New integration' });
  await made.getByRole('textbox', { name: 'Name', exact: true }).fill('Shared');
  await made.getByLabel('Display name').fill('Shared');
  await made.getByLabel('Base URL').fill('http://127.0.0.1:9');
  await made.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Shared created')).toBeVisible();
  await page.getByRole('link', { name: 'Edit' }).click();
  const form = page.getByRole('form', { name: 'Edit integration' });
  await form.getByLabel('Description').fill('Written in the first tab');
  // The desktop window is one only.
  if (!sharedBrowser) return;

  await test.step('the other tab saves another name and another description', async () => {
    const other = await secondTab(page);
    const theirs = other.getByRole('form', { name: 'Edit integration' });
    await theirs.getByLabel('Display name').fill('Named elsewhere');
    await theirs.getByLabel('Description').fill('Written in the second tab');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await expect(other.getByText('Named elsewhere saved')).toBeVisible();
    await other.close();
  });

  await test.step('the first shows both values, and follows in what it had not touched', async () => {
    await expect(form.getByLabel('Display name')).toHaveValue('Named elsewhere');
    await expect(form.getByText('Display name: the form now shows the new values.')).toBeVisible();
    const conflict = form.getByRole('group', { name: 'Description' });
    await expect(conflict).toContainText('Saved: Written in the second tab');
    await expect(conflict).toContainText('Yours: Written in the first tab');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(conflict).toBeVisible();
  });

  await test.step('what is kept is saved, and the rest stays as the other left it', async () => {
    await form.getByRole('button', { name: 'Keep mine' }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Named elsewhere' })).toBeVisible();
    await expect(page.getByText('Written in the first tab')).toBeVisible();
  });
});

test('who goes to another page while a form is saved ends there, with what was typed saved and no question', async ({
  page,
}) => {
  const assistants = assistantsPage(page);
  await assistants.open();
  await assistants.create('Ferry desk');
  // Before the saving is drawn, while the console is asked, and while the page that follows is on its way.
  for (const delayMs of [0, 1, 5, 15, 40, 100]) {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill(`For ferries ${delayMs}`);
    const save = await page.getByRole('button', { name: 'Save' }).elementHandle();
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Assistants' });
    await link.evaluate(
      (to: HTMLElement, { button, after }) => {
        (button as HTMLElement).click();
        if (after === 0) to.click();
        else setTimeout(() => to.click(), after);
      },
      { button: save, after: delayMs },
    );
    await expect(page.getByRole('heading', { level: 1, name: 'Assistants', exact: true })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await assistants.row('Ferry desk').click();
    await expect(page.getByText(`For ferries ${delayMs}`, { exact: true })).toBeVisible();
  }
});
