import { expect, type Page } from '@playwright/test';

/** The dialog that stores a credential and checks it. */
export function connectDialog(page: Page) {
  const dialog = page.getByRole('dialog', { name: /^Connect/ });
  return {
    dialog,
    name: dialog.getByRole('textbox', { name: 'Name', exact: true }),
    hosts: dialog.getByRole('combobox', { name: 'Allowed hosts' }),
    secret: (label: 'API key' | 'Token' | 'Password') => dialog.getByRole('textbox', { name: label }),
    requirement: (name: string | RegExp) => dialog.getByRole('radio', { name }),
    async saveAndCheck(): Promise<void> {
      await dialog.getByRole('button', { name: /^Save and check/ }).click();
    },
    /** Waits for a check that went well, and closes. */
    async done(): Promise<void> {
      await expect(dialog.getByRole('status')).toBeVisible();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await expect(dialog).toBeHidden();
    },
  };
}
