import { expect, type Page } from '@playwright/test';

interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** The dialog that takes over what other tools keep. */
export function importCollections(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Import collections' });
  const transferOf = (files: readonly TextFile[]) =>
    page.evaluateHandle((given) => {
      const data = new DataTransfer();
      for (const { name, text } of given) data.items.add(new File([text], name));
      return data;
    }, files);
  return {
    dialog,
    text: dialog.getByLabel('Text of the collection, or cURL commands'),
    /** From the list of collections beside the request. */
    async open(): Promise<void> {
      const list = page.getByRole('navigation', { name: 'Requests' });
      await list.getByRole('tab', { name: 'Collections' }).click();
      await list.getByRole('button', { name: 'Import', exact: true }).click();
      await expect(dialog).toBeVisible();
    },
    /** Drops files as a file manager does. */
    async drop(...files: TextFile[]): Promise<void> {
      const dataTransfer = await transferOf(files);
      const place = dialog.getByText('Drop collections here, or click to choose files');
      for (const type of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(type, { dataTransfer });
    },
    /** Drops files on the page, beside everything that takes files. */
    async dropOnWindow(...files: TextFile[]): Promise<void> {
      const dataTransfer = await transferOf(files);
      const place = page.getByRole('main');
      for (const type of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(type, { dataTransfer });
    },
    async paste(text: string): Promise<void> {
      await dialog.getByLabel('Text of the collection, or cURL commands').fill(text);
      await dialog.getByRole('button', { name: 'Continue' }).click();
    },
    confirm: () => dialog.getByRole('button', { name: 'Import', exact: true }).click(),
  };
}
