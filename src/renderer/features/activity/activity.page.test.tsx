import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { activityEntry } from '#contract/activity.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ActivityPage } from './index.ts';

const entry = activityEntry.parse({
  id: '01990000-0000-7000-8000-000000000001',
  at: 1_790_000_000_000,
  kind: 'tenant',
  actor: null,
  action: 'invited',
  subject: 'Bea as editor',
  integrationId: null,
  integrationName: null,
  result: 'ok',
  durationMs: null,
  details: [
    { name: 'Role', value: 'editor' },
    { name: 'Team', value: 'Open the settings of the team', path: '/settings/team' },
  ],
});

it('an opened line leads to what it is about', async () => {
  const { address } = await show(<ActivityPage />, {
    at: '/activity',
    answers: {
      tenants: { session: () => sessionIn(tenantWith(1, 'North')) },
      activity: { list: () => ({ entries: [entry], more: false, next: null }) },
      integrations: { list: () => ({ rows: [], total: 0, all: 0, attention: 0 }) },
    },
  });
  await page.getByRole('button', { name: /invited Bea as editor/ }).click();
  await expect.element(page.getByText('editor', { exact: true })).toBeVisible();
  await expectAccessible();
  await page.getByRole('link', { name: 'Open the settings of the team' }).click();
  expect(address()).toBe('/settings/team');
});
