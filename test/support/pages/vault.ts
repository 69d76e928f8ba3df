import { expect, type Page } from '@playwright/test';

export const passphrase = 'four words in a row';

/** The vault's dialog, opened from the bar that asks for it. */
export function vault(page: Page) {
  const setUp = page.getByRole('dialog', { name: 'Set up the vault' });
  const unlock = page.getByRole('dialog', { name: 'Unlock the vault' });
  const main = page.getByRole('complementary', { name: 'Navigation' });
  return {
    setUp,
    unlock,
    /** Says that the vault is open. */
    opened: () => expect(main.getByText('Vault unlocked')).toBeVisible(),
    locked: () => expect(main.getByText('Vault locked')).toBeVisible(),
    /** In the dialog that is open: secrets live until the program ends. */
    async chooseSession(): Promise<void> {
      await setUp.getByRole('radio', { name: 'For this session only' }).check();
      await setUp.getByRole('button', { name: 'Set up the vault' }).click();
      await expect(setUp).toBeHidden();
      await expect(page.getByRole('dialog', { name: 'The vault is unlocked' })).toBeHidden();
    },
    /** In the dialog that is open: a passphrase. */
    async choosePassphrase(): Promise<void> {
      await setUp.getByRole('radio', { name: 'A passphrase' }).check();
      await setUp.getByRole('textbox', { name: 'New passphrase', exact: true }).fill(passphrase);
      await setUp.getByRole('textbox', { name: 'Confirm new passphrase' }).fill(passphrase);
      await setUp.getByRole('button', { name: 'Set up the vault' }).click();
      await expect(setUp).toBeHidden();
      await expect(page.getByRole('dialog', { name: 'The vault is unlocked' })).toBeHidden();
    },
    /** Opens the dialog from the bar. */
    async open(): Promise<void> {
      await page.getByRole('button', { name: 'Set up the vault' }).click();
      await expect(setUp).toBeVisible();
    },
    async unlockWith(words: string): Promise<void> {
      await unlock.getByRole('textbox', { name: 'Passphrase' }).fill(words);
      await unlock.getByRole('button', { name: 'Unlock' }).click();
    },
  };
}
