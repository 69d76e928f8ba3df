import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';

/** The dialog that leads from a document to an integration. */
export function importDialog(page: Page) {
  const dialog = page.getByRole('dialog', { name: /^Import definition/ });
  const drop = dialog.getByText('Drop a definition here, or click to choose files');
  return {
    dialog,
    async open(): Promise<void> {
      await page.getByRole('button', { name: 'Import definition' }).first().click();
      await expect(dialog).toBeVisible();
    },
    async paste(text: string): Promise<void> {
      await dialog.getByLabel('Text of the definition').fill(text);
      await dialog.getByRole('button', { name: 'Continue' }).click();
    },
    async fetch(url: string): Promise<void> {
      await dialog.getByLabel('URL of the definition').fill(url);
      await dialog.getByRole('button', { name: 'Fetch' }).click();
    },
    /** Drops a file as a file manager does: an event with its content. */
    async drop(file: { name: string; text: string }): Promise<void> {
      const transfer = await page.evaluateHandle(({ name, text }) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        return data;
      }, file);
      for (const type of ['dragenter', 'dragover', 'drop']) {
        await drop.dispatchEvent(type, { dataTransfer: transfer });
      }
    },
    async chooseFile(path: string): Promise<void> {
      await dialog.getByLabel('Definition files').setInputFiles({
        name: path.split('/').at(-1) ?? path,
        mimeType: 'application/octet-stream',
        buffer: readFileSync(path),
      });
    },
    /** Chooses a folder of this machine. */
    async chooseFolder(path: string): Promise<void> {
      await dialog.getByLabel('Folder of the definition').setInputFiles(path);
    },
    /** The review of the document, once it was read. */
    async review(title: string): Promise<Locator> {
      await expect(dialog.getByRole('heading', { name: title, exact: true })).toBeVisible();
      return dialog;
    },
    async confirm(): Promise<void> {
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await expect(dialog).toBeHidden();
    },
  };
}

/** Imports a document by pasting it; the page then shows the integration. */
export async function importText(page: Page, title: string, document: object): Promise<void> {
  const dialog = importDialog(page);
  await dialog.open();
  await dialog.paste(JSON.stringify(document));
  await dialog.review(title);
  await dialog.confirm();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}
