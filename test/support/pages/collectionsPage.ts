import { expect, type Locator, type Page } from '@playwright/test';

/** The tree of collections beside the request. */
export function collectionsPage(page: Page) {
  const list = page.getByRole('navigation', { name: 'Requests' });
  const tree = list.getByRole('tree', { name: 'Collections' });
  const item = (name: string): Locator => tree.getByRole('treeitem', { name, exact: true });
  return {
    tree,
    item,
    /** Names of what is shown, from above. */
    names: async (): Promise<string[]> =>
      tree
        .getByRole('treeitem')
        .evaluateAll((items) =>
          items
            .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
            .map((one) => one.getAttribute('aria-label') ?? ''),
        ),
    search: list.getByRole('textbox', { name: 'Search requests' }),
    async open(): Promise<void> {
      await list.getByRole('tab', { name: 'Collections' }).click();
    },
    /** Makes a collection, or a folder by the menu of a group. */
    async create(name: string, inGroup?: string): Promise<void> {
      if (inGroup === undefined) await list.getByRole('button', { name: 'New collection' }).click();
      else {
        await item(inGroup).click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'New folder…' }).click();
      }
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(item(name)).toBeVisible();
    },
  };
}
