import { collectionsPage } from '../support/pages/collectionsPage.ts';
import { environmentsPage } from '../support/pages/environmentsPage.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

test('a collection is built, ordered and cleaned up', async ({ page }) => {
  test.slow();
  const collections = collectionsPage(page);
  await shell(page).open('Requests');
  await collections.open();
  await test.step('the empty list says what to do', async () => {
    await expect(page.getByRole('heading', { name: 'No collections yet' })).toBeVisible();
    await collections.create('Orders');
    await collections.create('Refunds', 'Orders');
    await collections.create('Payments');
  });
  await test.step('a request of a folder is saved in it', async () => {
    await collections.item('Refunds').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'New request' }).click();
    await requestsPage(page).url.fill('http://127.0.0.1:9/refunds');
    await requestsPage(page).saveAs('List refunds');
    await expect(collections.item('GET List refunds')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Refunds' })).toBeVisible();
  });
  await test.step('the keyboard moves it out of the folder and back', async () => {
    await collections.item('GET List refunds').click();
    await expect(collections.tree).toBeFocused();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('status').filter({ hasText: 'List refunds moved out of Refunds.' })).toBeAttached();
    await expect(collections.item('GET List refunds')).toHaveAttribute('aria-level', '2');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(collections.names).toEqual(['Orders', 'GET List refunds', 'Refunds', 'Payments']);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(collections.names).toEqual(['Orders', 'Refunds', 'GET List refunds', 'Payments']);
    await page.keyboard.press('Alt+ArrowRight');
    await expect(collections.item('GET List refunds')).toHaveAttribute('aria-level', '3');
  });
  await test.step('it is renamed, duplicated, deleted and brought back', async () => {
    await page.keyboard.press('F2');
    await page.keyboard.type('All refunds');
    await page.keyboard.press('Enter');
    await expect(collections.item('GET All refunds')).toBeVisible();
    await expect(collections.tree).toBeFocused();
    await page.keyboard.press('ControlOrMeta+d');
    await expect(collections.item('GET All refunds copy')).toBeVisible();
    await page.keyboard.press('Delete');
    await expect(collections.item('GET All refunds copy')).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(collections.item('GET All refunds copy')).toBeVisible();
  });
  await test.step('several are dragged into another collection', async () => {
    await collections.item('GET All refunds').click();
    await collections.item('GET All refunds copy').click({ modifiers: ['Shift'] });
    const from = await collections.item('GET All refunds').boundingBox();
    const to = await collections.item('Payments').boundingBox();
    if (from === null || to === null) throw new Error('A line is not drawn.');
    await page.mouse.move(from.x + 60, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 30, { steps: 3 });
    await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 4 });
    await expect(collections.item('Payments')).toHaveAttribute('data-drop', 'into');
    await page.mouse.up();
    await expect
      .poll(collections.names)
      .toEqual(['Orders', 'Refunds', 'Payments', 'GET All refunds', 'GET All refunds copy']);
  });
  await test.step('what is open in the tree is kept', async () => {
    await page.reload();
    await expect(collections.item('GET All refunds copy')).toBeVisible();
  });
});

test('a request is found, changed, sent and saved with the keyboard alone', async ({ page, api }) => {
  test.slow();
  const collections = collectionsPage(page);
  const requests = requestsPage(page);
  await shell(page).open('Requests');
  await requests.url.fill(`${api.origin}/other`);
  await requests.saveAs('Other');
  await requests.url.fill(`${api.origin}/parcels`);
  await page.keyboard.press('ControlOrMeta+s');
  await expect(shell(page).toast('Other saved')).toBeVisible();
  await collections.open();
  await collections.search.focus();
  await page.keyboard.type('parcels');
  await expect(collections.item('GET Other')).toBeVisible();
  for (
    let tabs = 0;
    tabs < 8 && !(await collections.tree.evaluate((tree) => tree === document.activeElement));
    tabs += 1
  )
    await page.keyboard.press('Tab');
  await expect(collections.tree).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/saved=/);
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(collections.tree).toBeFocused();
  await requests.url.focus();
  await page.keyboard.press('End');
  await page.keyboard.type('?depot=north');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect.poll(() => api.received.at(-1)?.url).toBe('/parcels?depot=north');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(page.getByText('not saved', { exact: true })).toBeHidden();
});

test('what a collection gives to its requests is edited on its page, and sent', async ({ page, api }) => {
  test.slow();
  const collections = collectionsPage(page);
  const requests = requestsPage(page);
  await shell(page).open('Requests');
  await collections.open();
  await collections.create('Orders');
  await collections.item('Orders').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Edit collection' }).click();
  await page.getByLabel('Description').fill('Everything about the parcels of the north depot.');
  await page.getByRole('tab', { name: 'Headers' }).click();
  await page.getByRole('button', { name: 'Add header' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('x-team');
  await page.getByRole('textbox', { name: 'Value of x-team' }).fill('{{team}}');
  await expect(page.getByText('No value for team')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(shell(page).toast('Orders saved')).toBeVisible();
  await page.getByRole('tab', { name: 'Variables' }).click();
  await environmentsPage(page).add('team', 'depot north');
  await page.getByRole('tab', { name: 'Headers' }).click();
  await expect(page.getByText('No value for team')).toBeHidden();

  await page.getByRole('link', { name: 'Requests' }).last().click();
  await collections.open();
  await test.step('the search reads descriptions too', async () => {
    await collections.search.fill('north depot');
    await expect(collections.item('Orders')).toBeVisible();
    await collections.search.fill('south depot');
    await expect(page.getByText('No results for “south depot”.', { exact: false })).toBeVisible();
    await collections.search.fill('');
  });
  await collections.item('Orders').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'New request' }).click();
  await requests.url.fill(`${api.origin}/parcels`);
  await requests.sendButton.click();
  await expect.poll(() => api.received.at(-1)?.headers['x-team']).toBe('depot north');
});
