import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parcelFiles } from '../support/manyFiles.ts';
import { importDialog, importText } from '../support/pages/importDialog.ts';
import { laterParcelDefinition, parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { shell } from '../support/pages/shell.ts';
import { zip } from '../support/zip.ts';
import { expect, test } from './test.ts';

const yaml = `openapi: 3.0.3
info: { title: Weather desk, version: '7' }
servers: [{ url: https://weather.example.com/v7 }]
paths:
  /now:
    get:
      operationId: now
      responses: { '200': { description: The weather. } }
  /later:
    get:
      operationId: now
      responses: { '200': { description: The forecast. } }
`;

test('a document is reviewed before anything changes, and imported from a drop', async ({ page }) => {
  test.slow();
  await shell(page).open('Integrations');
  const dialog = importDialog(page);
  await dialog.open();
  await dialog.drop({ name: 'weather.yaml', text: yaml });
  const review = await dialog.review('Weather desk');
  await expect(review).toContainText('OpenAPI 3.0.3 · YAML');
  await expect(review.getByText('2 of 2 operations')).toBeVisible();
  await expect(review).toContainText('https://weather.example.com/v7');
  await expect(review.getByText(/Line \d+, column \d+/).first()).toBeVisible();

  await test.step('leaving the review changes nothing', async () => {
    await review.getByRole('button', { name: 'Choose another' }).click();
    await dialog.dialog.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('heading', { name: 'No integrations yet' })).toBeVisible();
  });

  await dialog.open();
  await dialog.drop({ name: 'weather.yaml', text: yaml });
  await dialog.review('Weather desk');
  await dialog.confirm();
  await expect(page.getByRole('heading', { level: 1, name: 'Weather desk' })).toBeVisible();
  await page.getByRole('link', { name: /^Definition/ }).click();
  await expect(page.getByText('title: Weather desk')).toBeVisible();

  await test.step('the same document again goes into the integration that is there, unless another is asked for', async () => {
    await shell(page).open('Integrations');
    await dialog.open();
    await dialog.drop({ name: 'weather.yaml', text: yaml });
    await dialog.review('Weather desk');
    await expect(review.getByRole('radio', { name: 'Update Weather desk' })).toBeChecked();
    await expect(review).toContainText('says the same as the one that is there');
    await review.getByRole('radio', { name: 'Create another integration' }).check();
    await expect(review.getByRole('textbox', { name: 'Name' })).toHaveValue('Weather desk 2');
    await dialog.confirm();
    await expect(page.getByRole('heading', { level: 1, name: 'Weather desk 2' })).toBeVisible();
  });
});

test('a document that cannot be used is refused with its line and column', async ({ page, api }) => {
  const dialog = importDialog(page);
  await dialog.open();
  await dialog.paste('{\n  "openapi": "3.1.0",\n  "info": [,]\n}');
  await expect(dialog.dialog.getByRole('alert')).toContainText(/line 3, column \d+/i);
  await dialog.fetch(`${api.origin}/broken.json`);
  await expect(dialog.dialog.getByRole('alert')).toContainText(/line 3, column \d+/i);
  await dialog.paste('just some words');
  await expect(dialog.dialog.getByRole('alert')).toContainText(/not .*OpenAPI|no OpenAPI|OpenAPI/);
  await dialog.fetch(`${api.origin}/nowhere.json`);
  await expect(dialog.dialog.getByRole('alert')).toContainText('404');
});

test('a URL is fetched; importing again compares first and keeps what was edited', async ({ page, api }) => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-import-'));
  const dialog = importDialog(page);
  await dialog.open();
  await dialog.fetch(api.definitionUrl);
  const review = await dialog.review('Parcel service');
  for (const scheme of ['headerKey', 'queryKey', 'token', 'login', 'sso']) {
    await expect(review.getByText(new RegExp(`· ${scheme}$`))).toBeVisible();
  }
  await dialog.confirm();

  await test.step('the same document changes nothing', async () => {
    await page.getByRole('link', { name: /^Definition/ }).click();
    await page.getByRole('button', { name: 'Import again' }).click();
    await dialog.fetch(api.definitionUrl);
    await expect(dialog.dialog).toContainText('says the same as the one that is there');
    await dialog.dialog.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('an operation is edited by hand', async () => {
    await page.getByRole('link', { name: /^Operations/ }).click();
    await page.getByRole('option', { name: /GET \/mismatch/ }).click();
    await page.getByRole('region', { name: 'Documentation' }).getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Summary').fill('Answers otherwise, as we know');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('option', { name: /Answers otherwise, as we know/ })).toBeVisible();
  });

  await test.step('another version is compared', async () => {
    const path = join(folder, 'parcel-2.json');
    writeFileSync(path, JSON.stringify(laterParcelDefinition(api.origin)));
    await page.getByRole('link', { name: /^Definition/ }).click();
    await page.getByRole('button', { name: 'Import again' }).click();
    await dialog.chooseFile(path);
    const later = await dialog.review('Parcel service');
    await expect(later).toContainText('1 added, 3 changed, 1 removed');
    await expect(later).toContainText('GET /depots');
    await expect(later).toContainText('GET /mismatch');
    await expect(later.getByRole('heading', { name: 'Authentication removed (1)' })).toBeVisible();
    await expect(later.getByRole('heading', { name: 'Hand edits affected (1)' })).toBeVisible();
    await dialog.confirm();
    await page.getByRole('link', { name: /^Operations/ }).click();
    await expect(page.getByRole('option', { name: /GET \/depots/ })).toBeVisible();
  });
  rmSync(folder, { recursive: true });
});

test('a name that is taken is told, and what was typed stays', async ({ page, api }) => {
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await shell(page).open('Integrations');
  const dialog = importDialog(page);
  await dialog.open();
  await dialog.drop({ name: 'weather.yaml', text: yaml });
  const review = await dialog.review('Weather desk');
  const name = review.getByRole('textbox', { name: 'Name' });
  await name.fill('Parcel service');
  await review.getByRole('textbox', { name: 'Base URL' }).fill('https://parcels.example.com');
  await review.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(review.getByRole('alert')).toContainText('Parcel service');
  await expect(review.getByRole('textbox', { name: 'Base URL' })).toHaveValue('https://parcels.example.com');
  await name.fill('Parcel service, second');
  await dialog.confirm();
  await expect(page.getByRole('heading', { level: 1, name: 'Parcel service, second' })).toBeVisible();
});

test('a definition in many files is imported from its folder and from an archive', async ({ page }) => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-folder-'));
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const [path, text] of Object.entries(parcelFiles)) write(`desk/${path}`, text);
  write('desk.zip', zip(Object.entries(parcelFiles).map(([name, content]) => ({ name, content }))));
  const dialog = importDialog(page);

  await test.step('the main file alone says what it lacks', async () => {
    await dialog.open();
    await dialog.chooseFile(join(folder, 'desk/parcels.yaml'));
    await expect(dialog.dialog.getByRole('alert')).toBeVisible();
  });

  await test.step('a folder with a second definition asks which one is meant', async () => {
    write('desk/old.yaml', yaml);
    await dialog.chooseFolder(join(folder, 'desk'));
    await dialog.dialog.getByRole('combobox', { name: 'File to read' }).click();
    await page.getByRole('option', { name: 'parcels.yaml' }).click();
    await dialog.dialog.getByRole('button', { name: 'Use this file' }).click();
    await expect(await dialog.review('Parcel desk')).toContainText('3 of 3 operations');
    await dialog.dialog.getByRole('button', { name: 'Choose another' }).click();
    rmSync(join(folder, 'desk/old.yaml'));
  });

  await test.step('a missing file is named', async () => {
    rmSync(join(folder, 'desk/models/parcel.json'));
    await dialog.chooseFolder(join(folder, 'desk'));
    await expect(dialog.dialog.getByRole('alert')).toContainText(
      'models/parcel.json, which operations/list.yml, line 10',
    );
    write('desk/models/parcel.json', parcelFiles['models/parcel.json'] ?? '');
  });

  await dialog.chooseFolder(join(folder, 'desk'));
  await dialog.review('Parcel desk');
  await dialog.confirm();
  await expect(page.getByRole('heading', { level: 1, name: 'Parcel desk' })).toBeVisible();

  await test.step('the archive of the same folder changes nothing', async () => {
    await page.getByRole('link', { name: /^Definition/ }).click();
    await page.getByRole('button', { name: 'Import again' }).click();
    await dialog.chooseFile(join(folder, 'desk.zip'));
    await expect(dialog.dialog).toContainText('says the same as the one that is there');
  });
  rmSync(folder, { recursive: true });
});

test('a definition that is dropped anywhere on the window is imported', async ({ page, visit }) => {
  await visit('/activity');
  const drag = async (type: string) => {
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'weather.yaml', { type: 'application/yaml' }));
      return data;
    }, yaml);
    await page.getByRole('main').dispatchEvent(type, { dataTransfer: transfer });
  };
  // A drag goes on, and the page listens once it knows who is there.
  await expect(async () => {
    await drag('dragover');
    await expect(page.getByText('Drop to import a definition or collection')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await drag('drop');
  await expect(page.getByText('Drop to import a definition or collection')).toBeHidden();
  const review = page.getByRole('dialog', { name: 'Import definition' });
  await review.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(review).toBeHidden();
  await expect(page).toHaveURL(/\/integrations\//);
});

test('a message covers nothing: the page ends where it begins', async ({ page, visit }) => {
  await visit('/settings/data');
  await page.getByRole('button', { name: 'Back up now' }).click();
  const toast = page.getByRole('status').filter({ hasText: /created/ });
  await expect(toast).toBeVisible();
  await expect(async () => {
    const [message, main] = await Promise.all([toast.boundingBox(), page.getByRole('main').boundingBox()]);
    expect((main?.y ?? 0) + (main?.height ?? 0)).toBeLessThanOrEqual(message?.y ?? 0);
  }).toPass();
});
