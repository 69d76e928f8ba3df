import { expect, type Locator, type Page } from '@playwright/test';

type PageName = 'Overview' | 'Integrations' | 'Connections' | 'Assistants' | 'Requests' | 'Activity' | 'Settings';

/** What stands around every page: navigation, tenants, palette, toasts. */
export function shell(page: Page) {
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  const tenant = page.getByRole('button', { name: /^Tenant .*, change$/ });
  return {
    navigation,
    tenant,
    /** Goes to a page by its link; the link's name may go on with a count. */
    async open(name: PageName): Promise<void> {
      await navigation.getByRole('link', { name: new RegExp(`^${name}\\b`) }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    },
    async switchTenant(name: string): Promise<void> {
      await tenant.click();
      await page.getByRole('menuitem', { name }).click();
      await expect(tenant).toHaveAccessibleName(`Tenant ${name}, change`);
    },
    /** Opens the palette by its keys and types into it. */
    async search(text: string): Promise<Locator> {
      await page.keyboard.press('ControlOrMeta+k');
      const field = page.getByRole('combobox', { name: 'Search everything' });
      await field.fill(text);
      return field;
    },
    toast: (text: string | RegExp): Locator => page.getByRole('status').filter({ hasText: text }),
    fault: (text: string | RegExp): Locator => page.getByRole('alert').filter({ hasText: text }),
  };
}
