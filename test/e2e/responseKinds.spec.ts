import type { Locator, Page } from '@playwright/test';
import { findViolations } from '../support/accessibility.ts';
import { type KindsServer, startKindsServer } from '../support/pages/answerKinds.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { test as base, expect } from './test.ts';

const test = base.extend<{ kinds: KindsServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
  kinds: async ({}, use) => {
    const server = await startKindsServer();
    await use(server);
    await server.close();
  },
});

const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 800 },
] as const;

/** What axe finds that keeps people out, in two looks. */
async function expectAccessible(page: Page): Promise<void> {
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const found = await findViolations(page, { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
    const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      serious.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${colorScheme} ${width}: ${id} ${html.slice(0, 200)}`),
      ),
    ).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('each kind of body is shown as what it is, and nothing of an HTML document runs or reaches the network', async ({
  page,
  kinds,
}) => {
  test.slow();
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  const { response } = requests;
  const get = async (path: string) => {
    await requests.url.fill(`${kinds.origin}/${path}`);
    await requests.sendFor(200);
    await expect(requests.cancelButton).toBeHidden();
  };
  await test.step('JSON, filtered by JSONPath on the console’s own thread', async () => {
    await get('json');
    await expect(response.getByRole('treeitem', { name: /^created_at/ })).toContainText('2026');
    await expect(response.getByRole('treeitem', { name: /^id: 12345678901234567890/ })).toBeVisible();
    await response.getByRole('textbox', { name: 'Filter by JSONPath' }).fill('$.items[?@.price > 50].name');
    await expect(response.getByText('6 matches')).toBeVisible();
    await expect(response.getByRole('option', { name: /"Parcel 34"/ })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('a table', async () => {
    await get('csv');
    await expect(response.getByRole('cell', { name: 'Bergen, 0' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('HTML', async () => {
    await get('html');
    await response.getByText('Preview', { exact: true }).click();
    const frame = page.frameLocator('iframe[title="Preview of the response"]');
    await expect(frame.getByRole('heading', { name: 'Parcels' })).toBeVisible();
    await expect(frame.getByText('Three are on their way.')).toHaveCSS('color', 'rgb(0, 128, 128)');
    await expect(frame.locator('script, form, link')).toHaveCount(0);
    await expectAccessible(page);
    expect(kinds.asked.filter((path) => path.includes('leak'))).toEqual([]);
  });
  await test.step('XML, a token', async () => {
    await get('xml');
    await expect(response.locator('.cm-content')).toContainText('<town>Bergen</town>');
    await get('long-xml');
    await expect(response.locator('.cm-line').nth(2)).toHaveText('    <town>Bergen</town>');
    await get('jwt');
    await expect(response.getByText('The signature is not verified')).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('events, as they come and kept', async () => {
    await requests.url.fill(`${kinds.origin}/events`);
    await requests.send();
    await expect(response.getByRole('option', { name: /"number":2/ })).toBeVisible();
    await expect(requests.cancelButton).toBeHidden();
    await expect(response.getByText('12 events')).toBeVisible();
    await response.getByRole('option', { name: /"number":12/ }).click();
    await expect(response.getByRole('treeitem', { name: /^number: 12/ })).toBeVisible();
    await expectAccessible(page);
  });
});

test('a PDF is drawn page by page under the policy of the page, and nothing of it runs or reaches the network', async ({
  page,
  kinds,
}) => {
  test.slow();
  const refused: string[] = [];
  page.on('console', (message) => /Content Security|Trusted/i.test(message.text()) && refused.push(message.text()));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  const { response } = requests;
  const get = async (path: string) => {
    await requests.url.fill(`${kinds.origin}/${path}`);
    await requests.sendFor(200);
    await expect(requests.cancelButton).toBeHidden();
  };
  const pdf = response.getByRole('document', { name: 'PDF document' });
  await test.step('pages with their text, and a picture that is decoded without WebAssembly', async () => {
    await get('pdf');
    const first = pdf.getByRole('region', { name: 'Page 1 of 40' });
    await expect(first.getByText('To Bergen (Norway)')).toBeVisible();
    await expect.poll(() => darkPixels(first.locator('canvas'), 'text')).toBeGreaterThan(100);
    await expect.poll(() => darkPixels(first.locator('canvas'), 'square')).toBeGreaterThan(20);
    await expect(pdf.getByRole('link')).toHaveCount(0);
    expect(await pdf.getByRole('region').count()).toBeLessThan(8);
    await expectAccessible(page);
  });
  await test.step('keys go to the last page and make it larger', async () => {
    await pdf.focus();
    await page.keyboard.press('End');
    await expect(pdf.getByText('Waybill 40')).toBeInViewport();
    await expect(response.getByRole('textbox', { name: 'Page' })).toHaveValue('40');
    await page.keyboard.press('0');
    await expect(response.getByRole('status', { name: 'Zoom' })).toHaveText('100 %');
    await expect(pdf.getByRole('region', { name: 'Page 40 of 40' })).toHaveCSS('width', '560px');
    await page.keyboard.press('w');
    await expect(response.getByRole('button', { name: 'Fit width' })).toHaveAttribute('aria-pressed', 'true');
  });
  await test.step('one with a password and one that is damaged say so', async () => {
    await get('locked-pdf');
    await expect(response.getByText('The PDF is protected by a password')).toBeVisible();
    await expectAccessible(page);
    await get('broken-pdf');
    await expect(response.getByText('Can’t show this PDF')).toBeVisible();
    await expect(response.getByRole('button', { name: 'Save' })).toBeVisible();
    await response.getByText('Hex', { exact: true }).click();
    await expect(response.getByText('%PDF-1.4')).toBeVisible();
  });
  expect(refused).toEqual([]);
  const own = new URL(page.url()).origin;
  expect(asked.filter((address) => !address.startsWith(own) && !/^(blob|data):/.test(address))).toEqual([]);
});

/** Pixels that are nearly black in a part of a page: where its text begins, or where its square lies. */
function darkPixels(canvas: Locator, part: 'text' | 'square'): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement, wanted) => {
    const scale = element.width / 420;
    const [x, y, width, height] = wanted === 'text' ? [40, 35, 120, 50] : [20, 567, 8, 8];
    const data = element.getContext('2d')?.getImageData(x * scale, y * scale, width * scale, height * scale).data ?? [];
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 80) dark += 1;
    return dark;
  }, part);
}

test('a response is explained, its connection told, and it is compared with another from the keyboard', async ({
  page,
  kinds,
}) => {
  test.slow();
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  const { response } = requests;
  await requests.url.fill(`${kinds.origin}/other`);
  await requests.sendFor(200);
  await requests.url.fill(`${kinds.origin}/away`);
  await requests.sendFor(200);
  await expect(response.getByRole('tab', { name: 'Redirects 1' })).toBeVisible();
  await requests.showResponse('Headers');
  await expect(response.getByRole('region', { name: 'What the headers mean' })).toContainText('3 of 60 left');
  await expect(response.getByRole('table', { name: 'Cookies' })).toContainText('SameSite=None without Secure');
  await expectAccessible(page);
  await requests.showResponse('Timing');
  await expect(response.getByRole('list', { name: 'The requests of the chain' })).toContainText('GET 302');
  await response.getByRole('tab', { name: 'Connection' }).click();
  await expect(response.getByRole('tabpanel')).toContainText('not encrypted');
  await expectAccessible(page);
  await response.getByRole('button', { name: 'Compare with another response' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Compare two responses' });
  await dialog.getByRole('combobox').press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('table', { name: 'Differences of the bodies' })).toContainText("$['extra']");
  await expectAccessible(page);
});

test('a request of the history is pinned and found by its note', async ({ page, kinds }) => {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  for (const path of ['json', 'missing']) {
    await requests.url.fill(`${kinds.origin}/${path}`);
    await requests.send();
    await expect(requests.cancelButton).toBeHidden();
  }
  await requests.list.getByRole('tab', { name: 'History' }).click();
  await requests.list.getByText('/json', { exact: true }).hover();
  const menu = requests.list.getByRole('button', { name: 'Actions for GET /json' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Pin' }).click();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Add a note…' }).click();
  await page.getByRole('textbox', { name: 'Note on this request' }).fill('before the release');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(requests.list.getByText('before the release')).toBeVisible();
  await requests.list.getByRole('button', { name: 'Status' }).click();
  await page.getByRole('menuitemcheckbox', { name: '4xx' }).click();
  await page.keyboard.press('Escape');
  await expect(requests.list.getByText('before the release')).toBeHidden();
  await expect(requests.list.getByText('/missing')).toBeVisible();
  await requests.list.getByRole('button', { name: 'Reset' }).click();
  await requests.list.getByRole('textbox', { name: 'Search requests' }).fill('BEFORE');
  await expect(requests.list.getByText('/missing')).toBeHidden();
  await expect(requests.list.getByText('before the release')).toBeVisible();
});
