import { expect, type Locator, type Page } from '@playwright/test';

/** The list of assistants and the form that makes one. */
export function assistantsPage(page: Page) {
  const table = page.getByRole('grid', { name: 'Assistants' });
  return {
    table,
    row: (name: string): Locator => table.getByRole('row').filter({ hasText: name }),
    async open(): Promise<void> {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Assistants' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Assistants' })).toBeVisible();
    },
    /** Makes an assistant from the list; its page is open then. */
    async create(name: string, instructions = ''): Promise<void> {
      await page.getByRole('link', { name: 'New assistant' }).first().click();
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('textbox', { name: 'Instructions' }).fill(instructions);
      await page.getByRole('button', { name: 'Create' }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    },
    async menu(name: string, item: string): Promise<void> {
      await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
    },
  };
}

/** The integrations of one assistant. */
export function assistantIntegrations(page: Page) {
  const table = page.getByRole('grid', { name: 'Integrations of the assistant' });
  const button = (word: string, name: string) => table.getByRole('button', { name: `${word} ${name}`, exact: true });
  return {
    table,
    row: (name: string): Locator => table.getByRole('row').filter({ hasText: name }),
    add: (name: string): Locator => button('Add', name),
    remove: (name: string): Locator => button('Remove', name),
    configure: (name: string): Locator => button('Configure', name),
    select: (name: string): Locator => table.getByRole('checkbox', { name: `Select ${name}` }),
    tab: (name: string): Locator => page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name }),
  };
}

/** The dialog that asks which connection an integration is used with. */
export function chooser(page: Page, title: RegExp) {
  const dialog = page.getByRole('dialog', { name: title });
  return {
    dialog,
    connection: (name: string): Locator => dialog.getByRole('radio', { name }),
    check: dialog.getByRole('checkbox', { name: /^Check before/ }),
    submit: dialog.getByRole('button', { name: /^(Add|Save)$/ }),
    newConnection: dialog.getByRole('button', { name: 'New connection…' }),
  };
}

/** In the dialog that connects: a key under a name, stored and checked; the dialog is gone then. */
export async function makeConnection(page: Page, name: string, key: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Connect/ });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await dialog.getByRole('textbox', { name: 'API key' }).fill(key);
  await dialog.getByRole('button', { name: /^Save and check/ }).click();
  await dialog.getByRole('button', { name: /^(Done|Keep and close)/ }).click();
  await expect(dialog).toBeHidden();
}

/** From the bar that asks for it: secrets live until the program ends. */
export async function openSessionVault(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up the vault' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up the vault' });
  await dialog.getByRole('radio', { name: 'For this session only' }).check();
  await dialog.getByRole('button', { name: 'Set up the vault' }).click();
  await expect(dialog).toBeHidden();
}
