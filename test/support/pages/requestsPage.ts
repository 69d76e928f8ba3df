import { expect, type Locator, type Page } from '@playwright/test';

type RequestTab = 'Params' | 'Headers' | 'Body' | 'Auth' | 'Preview' | 'Options';
type ResponseTab = 'Body' | 'Headers' | 'Timing' | 'Schema' | 'Sent';

/** The page that sends requests: list, request, response. */
export function requestsPage(page: Page) {
  const list = page.getByRole('navigation', { name: 'Requests' });
  const response = page.getByRole('region', { name: 'Response' });
  const parts = page.getByRole('tablist', { name: 'Parts of the request' });
  const responseTab = (part: ResponseTab) => response.getByRole('tab', { name: new RegExp(`^${part}`) });
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
    async show(part: RequestTab): Promise<void> {
      await parts.getByRole('tab', { name: new RegExp(`^${part}`) }).click();
    },
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
      await parts.getByRole('tab', { name: /^Auth/ }).click();
      await page.getByRole('combobox', { name: 'Connection' }).click();
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
