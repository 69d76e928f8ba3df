import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

const document = (title: string, operations: number, secured: boolean) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title, version: '1' },
    servers: [{ url: `https://${title.toLowerCase()}.example.com` }],
    ...(secured && { security: [{ key: [] }] }),
    paths: Object.fromEntries(
      Array.from({ length: operations }, (_, index) => [`/things/${index}`, { get: { responses: {} } }]),
    ),
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });

test.use({
  seed: [
    [
      { args: ['import', '-'], input: document('Atlas', 3, true) },
      { args: ['import', '-'], input: document('Beacon', 12, false) },
      { args: ['import', '-'], input: document('Comet', 7, true) },
    ],
    { scope: 'test' },
  ],
});

test('the list is searched, sorted, filtered, and remembers it in the address', async ({ page, visit }) => {
  test.slow();
  await shell(page).open('Integrations');
  const table = page.getByRole('grid', { name: 'Integrations' });
  const names = () => table.getByRole('row').getByRole('gridcell', { name: /^(Atlas|Beacon|Comet)$/ });
  await expect(names()).toHaveText(['Atlas', 'Beacon', 'Comet'], { useInnerText: true });

  await test.step('sorting by operations, both ways', async () => {
    await table.getByRole('button', { name: 'Operations' }).click();
    await expect(table.getByRole('columnheader', { name: 'Operations' })).toHaveAttribute('aria-sort', /ascending/);
    await expect(names()).toHaveText(['Atlas', 'Comet', 'Beacon'], { useInnerText: true });
    await table.getByRole('button', { name: 'Operations' }).click();
    await expect(names()).toHaveText(['Beacon', 'Comet', 'Atlas'], { useInnerText: true });
  });

  await test.step('a filter, a row, and back', async () => {
    await page.getByRole('button', { name: 'Authentication', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'API key' }).click();
    await page.keyboard.press('Escape');
    await expect(names()).toHaveText(['Comet', 'Atlas'], { useInnerText: true });
    await page.getByRole('searchbox', { name: 'Filter integrations' }).fill('comet');
    await expect(names()).toHaveText(['Comet'], { useInnerText: true });
    await table.getByRole('row', { name: /Comet/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Comet' })).toBeVisible();
    await page.goBack();
    await expect(names()).toHaveText(['Comet'], { useInnerText: true });
    await expect(page.getByRole('searchbox', { name: 'Filter integrations' })).toHaveValue('comet');
    await page.goForward();
    await expect(page.getByRole('heading', { level: 1, name: 'Comet' })).toBeVisible();
  });

  await test.step('a link with a filter opens with it', async () => {
    await visit('/integrations?attention=1&sort=name&direction=desc');
    await expect(names()).toHaveText(['Comet', 'Atlas'], { useInnerText: true });
    await expect(page.getByRole('checkbox', { name: /Needs attention/ })).toBeChecked();
  });

  await test.step('columns are chosen and stay chosen', async () => {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Type' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Created' }).click();
    await page.keyboard.press('Escape');
    await page.reload();
    await expect(table.getByRole('columnheader', { name: 'Created' })).toBeVisible();
    await expect(table.getByRole('columnheader', { name: 'Type' })).toBeHidden();
  });
});

test('many are changed at once, deleting is undone, and the keyboard is enough', async ({ page }) => {
  test.slow();
  await shell(page).open('Integrations');
  const table = page.getByRole('grid', { name: 'Integrations' });
  const rows = table.getByRole('row', { name: /Atlas|Beacon|Comet/ });
  await expect(rows).toHaveCount(3);

  await test.step('deactivated and activated in bulk', async () => {
    await table.getByRole('checkbox', { name: 'Select Atlas' }).check();
    await table.getByRole('checkbox', { name: 'Select Comet' }).check();
    const bar = page.getByRole('toolbar', { name: 'Selected integrations' });
    await expect(bar).toContainText('2 integrations selected');
    await bar.getByRole('button', { name: 'Deactivate' }).click();
    await expect(rows.filter({ hasText: 'Atlas' })).toContainText('Inactive');
    await expect(rows.filter({ hasText: 'Comet' })).toContainText('Inactive');
    await expect(rows.filter({ hasText: 'Beacon' })).not.toContainText('Inactive');
  });

  await test.step('all are deleted and brought back', async () => {
    await table.getByRole('checkbox', { name: 'Select all rows' }).check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    const question = page.getByRole('dialog', { name: 'Delete 3 integrations?' });
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(page.getByRole('toolbar')).toContainText('3 integrations selected');
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await question.getByRole('button', { name: 'Delete 3 integrations' }).click();
    await expect(page.getByText('No integrations yet')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(rows).toHaveCount(3);
  });

  await test.step('by keys: search, rows, selection, opening', async () => {
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Filter integrations' })).toBeFocused();
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press(' ');
    await expect(page.getByRole('toolbar')).toContainText('1 integration selected');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Beacon' })).toBeVisible();
  });
});
