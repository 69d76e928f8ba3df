import { expect, type Locator, type Page } from '@playwright/test';

type RequestTab = 'Params' | 'Headers' | 'Body' | 'Auth' | 'Preview' | 'Tests' | 'Variables' | 'Scripts' | 'Options';
type ResponseTab = 'Body' | 'Headers' | 'Timing' | 'Connection' | 'Schema' | 'Sent';

/** The page that sends requests: list, request, response. */
export function requestsPage(page: Page) {
  const list = page.getByRole('navigation', { name: 'Requests' });
  const response = page.getByRole('region', { name: 'Response' });
  const parts = page.getByRole('tablist', { name: 'Parts of the request' });
  const responseTab = (part: ResponseTab) => response.getByRole('tab', { name: new RegExp(`^${part}`) });
  const more = page.getByRole('button', { name: 'More parts of the request' });
  /** Shows a part of the request, of which some are in a menu where there is no room for all. */
  const show = async (part: RequestTab): Promise<void> => {
    const tab = parts.getByRole('tab', { name: new RegExp(`^${part}`) });
    // Which parts have room is known a moment after the strip is drawn.
    const brief = { timeout: 2_000 };
    await expect(async () => {
      if (await tab.isVisible()) await tab.click(brief);
      else {
        await more.click(brief);
        await page.getByRole('menuitem', { name: new RegExp(`^${part}`) }).click(brief);
      }
      await expect(tab).toHaveAttribute('aria-selected', 'true', brief);
    }).toPass();
  };
  const choose = async (label: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const sendButton = page.getByRole('button', { name: 'Send', exact: true });
  return {
    list,
    response,
    url: page.getByRole('textbox', { name: /^(Path or )?URL$/ }),
    /** Status, time and size of the response. */
    head: response.getByRole('status').first(),
    sendButton,
    cancelButton: page.getByRole('button', { name: /^Cancel/ }),
    operation: (name: string): Locator => list.getByRole('treeitem', { name }),
    async openOperation(integration: string, operation: string): Promise<void> {
      const branch = list.getByRole('treeitem', { name: new RegExp(`^${integration}`) });
      if ((await branch.getAttribute('aria-expanded')) !== 'true') await branch.click();
      await list.getByRole('treeitem', { name: operation }).click();
      // The list names it too; only the title is a paragraph.
      await expect(page.getByRole('paragraph').filter({ hasText: new RegExp(`^${operation}$`) })).toBeVisible();
    },
    show,
    /** Chooses an option of a list by its label. */
    choose,
    /** Presses a tab, and releases it when what leaving the URL shows above has moved it. */
    async pressWhileThePageMoves(part: RequestTab): Promise<void> {
      const tab = parts.getByRole('tab', { name: new RegExp(`^${part}`) });
      const before = await tab.boundingBox();
      // At its upper edge, which it leaves when a line appears above.
      await tab.hover({ position: { x: 10, y: 3 } });
      await page.mouse.down();
      await expect.poll(async () => (await tab.boundingBox())?.y).not.toBe(before?.y);
      await page.mouse.up();
    },
    responseTab,
    async showResponse(part: ResponseTab): Promise<void> {
      await responseTab(part).click();
    },
    /** Chooses a connection; the one that is chosen already is taken off. */
    async toggleConnection(name: string): Promise<void> {
      await show('Auth');
      const connections = page.getByRole('combobox', { name: 'Connection', exact: true });
      if (!(await connections.isVisible())) await choose('Authentication', 'Connection');
      await connections.click();
      await page.getByRole('option', { name }).click();
    },
    async saveAs(name: string): Promise<void> {
      await page.getByRole('button', { name: 'Save', exact: true }).first().click();
      const popover = page.getByRole('dialog');
      await popover.getByLabel('Name').fill(name);
      await popover.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page).toHaveURL(/saved=/);
    },
    send: () => sendButton.click(),
    /** Sends and waits for an answer with the status. */
    async sendFor(status: number): Promise<void> {
      await sendButton.click();
      await expect(response.getByRole('status').first()).toContainText(String(status));
    },
  };
}
