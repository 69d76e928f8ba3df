import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { CopyButton, CopyTextButton } from './CopyButton.tsx';
import { EmptyState } from './EmptyState.tsx';
import { FactList } from './FactList.tsx';
import { Logo } from './Logo.tsx';
import { RelativeTime, TimeLeft } from './time.tsx';

afterEach(() => void vi.useRealTimers());

const minute = 60_000;

it('says a time as a distance, with the moment itself for who asks', async () => {
  const at = Date.now() - 5 * minute;
  await show(<RelativeTime at={at} />);
  const time = page.getByText(/^5 min\.? ago$/);
  await expect.element(time).toHaveAttribute('datetime', new Date(at).toISOString());
  expect(time.element().getAttribute('title')).toMatch(/\d{4}.*\d{2}:\d{2}:\d{2}/);
});

it('says the distance from now, also where no time was shown for long', async () => {
  const shown = await show(<RelativeTime at={Date.now()} />);
  await expect.element(page.getByText('just now')).toBeVisible();
  shown.change(null);
  await expect.element(page.getByText('just now')).not.toBeInTheDocument();
  const later = Date.now() + 60 * minute;
  vi.useFakeTimers({ toFake: ['Date'], now: later });
  shown.change(<RelativeTime at={later - 10 * minute} />);
  await expect.element(page.getByText(/^10 min\.? ago$/)).toBeVisible();
});

it('says something else where there is no time', async () => {
  await show(<RelativeTime at={null} fallback="never" />);
  await expect.element(page.getByText('never')).toBeVisible();
});

it('counts down by the second, and stops at nothing', async () => {
  const until = Date.now() + 2_500;
  await show(<TimeLeft until={until} />);
  await expect.element(page.getByText(/^0:0[12]$/)).toBeVisible();
  await expect.element(page.getByText('0:00')).toBeVisible();
});

it('copies, and says that it did', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await show(
    <>
      <CopyButton value="https://a.example/back" label="Copy the redirect URI" />
      <CopyTextButton value="curl https://a.example">Copy as cURL</CopyTextButton>
    </>,
  );
  await page.getByRole('button', { name: 'Copy the redirect URI' }).click();
  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy as cURL' }).click();
  expect(write.mock.calls).toEqual([['https://a.example/back'], ['curl https://a.example']]);
  await expectAccessible();
});

it('says why a list is empty, and what to do', async () => {
  await show(
    <EmptyState icon={<svg />} title="No ships yet" actions={<button type="button">Build one</button>}>
      Ships that you build appear here.
    </EmptyState>,
  );
  await expect.element(page.getByRole('heading', { level: 2, name: 'No ships yet' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Build one' })).toBeVisible();
  await expectAccessible();
});

it('leaves facts out that are not known', async () => {
  await show(
    <FactList
      facts={[
        ['Town', 'Bergen'],
        ['Street', null],
        ['Boats', 0],
      ]}
    />,
  );
  await expect.element(page.getByRole('term').filter({ hasText: 'Town' })).toBeVisible();
  await expect.element(page.getByText('Street')).not.toBeInTheDocument();
  await expect.element(page.getByRole('definition').filter({ hasText: '0' })).toBeVisible();
});

it.each([
  ['Depot service', 'DS'],
  ['github', 'G'],
  ['  --  ', ''],
  ['Åre ski-lift', 'ÅS'],
])('shows letters of %j where its logo cannot be shown', async (name, letters) => {
  await show(
    <p>
      <Logo src="/logos/none.png" name={name} /> <span>{name}</span>
    </p>,
  );
  await expect.poll(() => document.querySelector('p img')).toBeNull();
  expect(document.querySelector('p [aria-hidden]')?.textContent).toBe(letters);
});
