import { findViolations } from '../support/accessibility.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { expect, test } from './test.ts';

test('a definition is served and called, and a server is checked against it', async ({ page, api }) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await page.getByRole('link', { name: 'Contract' }).click();

  await test.step('the mock server starts and answers', async () => {
    await page.getByRole('button', { name: 'Start mock server' }).click();
    const server = page.getByRole('region', { name: 'Mock server' });
    const address = await server.getByText(/^http:\/\/127\.0\.0\.1:\d+/).textContent();
    const answer = await fetch(`${address}/nowhere`);
    expect(answer.status).toBe(404);
    await expect(page.getByRole('table', { name: 'Last calls' }).getByRole('row', { name: /nowhere/ })).toBeVisible();
  });

  await test.step('a check against it finds the operations that need a key and get none', async () => {
    await page.getByRole('button', { name: 'Use the mock server' }).click();
    await page.getByRole('button', { name: 'Run check' }).click();
    await expect(page.getByText(/operations sent:/)).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: '401 is not declared' }).first()).toBeVisible();
  });

  await test.step('what is shown keeps nobody out, light and dark, wide and narrow', async () => {
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 800],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const violations = await findViolations(page, {
        type: 'tag',
        values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
      });
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
    }
  });

  await test.step('the mock server stops, and a broken answer opens as a request', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Start mock server' })).toBeVisible();
    const broken = page.getByRole('listitem').filter({ hasText: '401 is not declared' }).first();
    await broken.getByRole('link', { name: /^Open .* as a request$/ }).click();
    await expect(page.getByText('401').first()).toBeVisible();
  });
});
