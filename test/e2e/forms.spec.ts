import { Buffer } from 'node:buffer';
import type { Page } from '@playwright/test';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

// The recorder of traces fetches the preview of a chosen logo, which the page's policy refuses, and rightly so.
test.use({ trace: 'off' });

async function newIntegration(page: Page, provider: string): Promise<void> {
  await shell(page).open('Integrations');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByRole('link', { name: new RegExp(`^${provider}`) }).click();
}

/** Replaces the text of a code editor, which is no form field. */
async function write(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: label });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('fields appear by type, and JSON is checked at its line and column', async ({ page }) => {
  test.slow();
  await newIntegration(page, 'OpenAI');
  const form = page.getByRole('form', { name: 'New integration' });
  await expect(form.getByRole('textbox', { name: 'Model', exact: true })).toBeVisible();
  await expect(form.getByLabel('Base search')).toBeVisible();

  await test.step('broken JSON while typing', async () => {
    await write(page, 'Cost configuration', '{\n  "currency": "USD",\n  "inputPerMillion": ,\n}');
    await expect(form.getByText(/^Line 3: /)).toBeVisible();
  });

  await test.step('JSON that does not fit its schema', async () => {
    await write(
      page,
      'Cost configuration',
      '{\n  "currency": "USD",\n  "inputPerMillion": -4,\n  "outputPerMillion": 10\n}',
    );
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(form.getByText(/^Line 3: /)).toBeVisible();
    await write(page, 'Cost configuration', '{"currency":"USD","inputPerMillion":2.5,"outputPerMillion":10}');
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'OpenAI', exact: true })).toBeVisible();
    // The form is gone only when the integration's own page stands.
    await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible();
  });

  await test.step('the first AI provider can be the fallback of the second, but not the other way round too', async () => {
    await newIntegration(page, 'Azure OpenAI');
    await form.getByLabel('Base URL').fill('https://acme.openai.azure.com');
    await form.getByRole('combobox', { name: 'Fallback' }).click();
    await page.getByRole('option', { name: 'OpenAI', exact: true }).click();
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Azure OpenAI', exact: true })).toBeVisible();
    // The form is gone only when the integration's own page stands.
    await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible();
    await shell(page).open('Integrations');
    // The new one comes in above, and moves the row that is meant.
    await expect(page.getByRole('row', { name: /Select Azure OpenAI/ })).toBeVisible();
    await page.getByRole('row', { name: /Select OpenAI/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'OpenAI', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('combobox', { name: 'Fallback' }).click();
    await expect(page.getByRole('option')).toHaveCount(0);
  });

  await test.step('a data source has a base search and no model', async () => {
    await newIntegration(page, 'Jira');
    await expect(form.getByLabel('Base search')).toBeVisible();
    await expect(form.getByRole('textbox', { name: 'Model', exact: true })).toBeHidden();
    await form.getByLabel('Base URL').fill('not a url');
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(form.getByLabel('Base URL')).toHaveAttribute('aria-invalid', 'true');
    await shell(page)
      .navigation.getByRole('link', { name: /^Integrations/ })
      .click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Leave' }).click();
  });

  await test.step('a provider is there once', async () => {
    await newIntegration(page, 'OpenAI');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('OpenAI again');
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(form.getByRole('alert')).toBeVisible();
  });
});

test('a logo is judged by its content, and an operation is written by hand', async ({ page }) => {
  test.slow();
  await newIntegration(page, 'Custom');
  const form = page.getByRole('form', { name: 'New integration' });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Gate control');
  await form.getByLabel('Base URL').fill('https://gate.example.com');
  const file = page.locator('input[type=file]');

  await test.step('a text that is called .png is refused, and the form can be mended', async () => {
    await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('#!/bin/sh\necho hello') });
    await expect(form.getByRole('alert')).toContainText('The file is not a PNG, JPEG, GIF, WebP or SVG image.');
    await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png });
    await expect(form.getByRole('alert')).toBeHidden();
    await form.getByRole('button', { name: /Create|Save/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Gate control' })).toBeVisible();
    await expect(page.getByRole('main').locator('img').first()).toHaveAttribute('src', /logos/);
  });

  await test.step('an operation with a path parameter is written, edited, opened in requests and deleted', async () => {
    await page.getByRole('link', { name: /^Operations/ }).click();
    await page.getByRole('button', { name: 'Add one by hand' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an operation' });
    await dialog.getByLabel('Path').fill('gates/{id}');
    await dialog.getByLabel('Summary').fill('Open a gate');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText(/begin with/i).first()).toBeVisible();
    await dialog.getByLabel('Path').fill('/gates/{id}');
    await dialog.getByLabel('Summary').click();
    await expect(dialog.getByLabel('Parameter name')).toHaveValue('id');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('option', { name: /GET \/gates\/\{id\} Open a gate/ })).toBeVisible();
    const documentation = page.getByRole('region', { name: 'Documentation' });
    await documentation.getByRole('link', { name: 'Open in requests' }).click();
    await expect(page.getByRole('textbox', { name: 'Path or URL' })).toHaveValue('/gates/{id}');
    await page.goBack();
    await documentation.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: /^Edit/ });
    await edit.getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('dialog', { name: /^Delete/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await expect(page.getByText('No operations yet')).toBeVisible();
  });

  await test.step('leaving with changes asks first', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Description').fill('Opens and closes');
    await shell(page)
      .navigation.getByRole('link', { name: /^Connections/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByLabel('Description')).toHaveValue('Opens and closes');
  });
});
