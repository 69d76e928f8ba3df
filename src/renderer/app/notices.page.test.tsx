import { useEffect, useRef } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { NoticeEvent } from '#contract/events.ts';
import { setLinkState } from '#renderer/platform/linkState.ts';
import { addNotice, readNotices, useNotices } from '#renderer/platform/notices.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { vaultThat } from '#test/page/vault.ts';
import { LostBar, VaultBanner } from './bars.tsx';
import { NoticeBell, useNoticeToasts } from './notices.tsx';

const [here, elsewhere] = [tenantWith(1, 'North'), tenantWith(2, 'South')];
const answers = { tenants: { session: () => sessionIn(here, elsewhere) } };

const notice = (title: string, more: Partial<NoticeEvent> = {}): NoticeEvent => ({
  type: 'notice',
  tenantId: null,
  level: 'warning',
  title,
  body: `${title} in a sentence.`,
  path: null,
  ...more,
});

function ReadAll() {
  const ids = useRef(useNotices().map(({ id }) => id));
  useEffect(() => readNotices(ids.current), []);
  return null;
}

beforeEach(async () => {
  await show(<ReadAll />);
});

const bell = (name: string | RegExp) => page.getByRole('button', { name });

describe('the bell', () => {
  it('says how many notices nobody has read, of this tenant', async () => {
    await show(<NoticeBell />, { answers });
    await expect.element(bell('Notifications')).toBeVisible();
    addNotice(notice('Key expires'));
    addNotice(notice('Not yours', { tenantId: elsewhere.id }));
    addNotice(notice('Yours', { tenantId: here.id }));
    await expect.element(bell('Notifications, 2 unread')).toBeVisible();
    await expectAccessible();
    await bell('Notifications, 2 unread').click();
    await expect.element(page.getByText('Not yours in a sentence.')).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('shows the newest first, and takes each off that was read', async () => {
    await show(<NoticeBell />, { answers });
    addNotice(notice('First', { level: 'info' }));
    addNotice(notice('Second', { level: 'error' }));
    await bell('Notifications, 2 unread').click();
    const titles = () =>
      page
        .getByRole('listitem')
        .elements()
        .map(({ textContent }) => textContent?.match(/First|Second/)?.[0]);
    await expect.poll(titles).toEqual(['Second', 'First']);
    await bell('Mark as read: Second').click();
    await expect.poll(titles).toEqual(['First']);
    await bell('Mark all as read').click();
    await expect.element(page.getByText(/^No new notifications\./)).toBeVisible();
    await expect.element(bell('Notifications')).toBeVisible();
  });

  it('leads to what a notice is about, and counts it as read', async () => {
    const shown = await show(<NoticeBell />, { answers });
    addNotice(notice('Key expires', { path: '/connections?open=1' }));
    await bell('Notifications, 1 unread').click();
    await page.getByRole('link', { name: 'Show' }).click();
    expect(shown.address()).toBe('/connections?open=1');
    await expect.element(bell('Notifications')).toBeVisible();
  });

  it('opens and closes by the keyboard', async () => {
    await show(<NoticeBell />, { answers });
    (bell('Notifications').element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(/^No new notifications\./)).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByText(/^No new notifications\./)).not.toBeInTheDocument();
    await expect.element(bell('Notifications')).toHaveFocus();
  });
});

function Toasts({ said }: { said?: string }) {
  useNoticeToasts();
  return <p role="status">{said}</p>;
}

describe('a notice that comes', () => {
  it('is shown with its way, and an error at once', async () => {
    const shown = await show(<Toasts />, { answers });
    addNotice(notice('Sign-in needed', { level: 'error', path: '/connections' }));
    await expect.element(page.getByRole('alert')).toMatchTextContent('Sign-in needed in a sentence.');
    await expectAccessible();
    await page.getByRole('alert').getByRole('button', { name: 'Show' }).click();
    expect(shown.address()).toBe('/connections');
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });

  it('is not said twice where the page says it already', async () => {
    await show(<Toasts said="Imported in a sentence." />, { answers });
    addNotice(notice('Imported'));
    addNotice(notice('Another'));
    await expect.element(page.getByText('Another in a sentence.')).toBeVisible();
    expect(page.getByText('Imported in a sentence.').elements()).toHaveLength(1);
  });
});

describe('the bars above every page', () => {
  const vault = vaultThat('unlocked');

  it.each([
    ['lost', 'Patchbay isn’t responding.'],
    ['signedOut', 'no longer knows this page'],
  ] as const)('say that the console is %s, until it is back', async (link, words) => {
    await show(<LostBar />);
    setLinkState(link);
    await expect.element(page.getByRole('status')).toMatchTextContent(words);
    await expectAccessible();
    setLinkState('connected');
    await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  });

  it.each([
    ['setup', 'Set up the vault', 'isn’t set up yet'],
    ['locked', 'Unlock', 'The vault is locked.'],
  ] as const)('ask for a vault that is to be %s', async (status, action, words) => {
    let asked = 0;
    const openVault = () => {
      asked += 1;
      return Promise.resolve(true);
    };
    await show(<VaultBanner />, {
      answers: { vault: { state: () => ({ ...vault, status }) } },
      actions: { openVault },
    });
    await expect.element(page.getByRole('status')).toMatchTextContent(words);
    await expectAccessible();
    await page.getByRole('button', { name: action }).click();
    expect(asked).toBe(1);
  });

  it('say nothing of a vault that is open, and why where it was locked', async () => {
    const shown = await show(<VaultBanner />, { answers: { vault: { state: () => vault } } });
    await expect.poll(() => shown.console.asked('vault.state')).toHaveLength(1);
    await expect.element(page.getByRole('status')).not.toBeInTheDocument();
    await show(<VaultBanner />, {
      answers: { vault: { state: () => ({ ...vault, status: 'locked', reason: 'Locked after 5 minutes.' }) } },
    });
    await expect.element(page.getByRole('status')).toMatchTextContent('Locked after 5 minutes.');
  });
});
