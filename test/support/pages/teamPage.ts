import { expect, type Page } from '@playwright/test';
import { shell } from './shell.ts';

export type TeamPage = ReturnType<typeof teamPage>;

/** Settings › Team of one console, with the state of the team in the navigation. */
export function teamPage(page: Page) {
  const dialog = page.getByRole('dialog');
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const open = async () => {
    await shell(page).open('Settings');
    await page.getByRole('link', { name: 'Team', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  };
  /** How it stands, in the navigation. */
  const state = page.getByRole('button', { name: /^Team: / });
  return {
    page,
    dialog,
    button,
    state,
    open,
    bar: page.getByRole('region', { name: 'Notices' }),
    inStep: () => expect(state).toHaveAccessibleName(/^Team: In step/),
    /** By the wizard: the address, what was found, and the agreement. */
    async share(url: string, person = 'Ada'): Promise<void> {
      await open();
      await button('Share this tenant…').click();
      await dialog.getByLabel(/^Address of the database/).fill(url);
      await dialog.getByRole('button', { name: 'Look at the database' }).click();
      await expect(dialog.getByText(/^PostgreSQL|^\d+\./).first()).toBeVisible();
      const name = dialog.getByRole('textbox', { name: 'Your name' });
      if (await name.isVisible()) await name.fill(person);
      await dialog.getByRole('button', { name: /^Share / }).click();
      await expect(dialog.getByText(/ is shared$/)).toBeVisible();
      await dialog.getByRole('button', { name: 'Done' }).click();
    },
    /** Gives what is shown once. */
    async invite(name: string, role: 'Admin' | 'Editor' | 'Viewer' = 'Editor'): Promise<string> {
      await open();
      await button('Invite…').click();
      await dialog.getByLabel(/^Name/).fill(name);
      await dialog.getByRole('combobox', { name: 'Role' }).click();
      await page.getByRole('option', { name: role }).click();
      return this.takeInvitation();
    },
    /** For another computer of somebody, whose name everybody gave already. */
    async inviteAnotherComputer(name: string): Promise<string> {
      await open();
      await button('Invite…').click();
      await dialog.getByRole('combobox', { name: 'For' }).click();
      await page.getByRole('option', { name: `Another computer of ${name}` }).click();
      return this.takeInvitation();
    },
    async takeInvitation(): Promise<string> {
      await dialog.getByRole('button', { name: 'Make the invitation' }).click();
      const text = await dialog.getByRole('region', { name: 'Invitation' }).innerText();
      await dialog.getByRole('button', { name: 'Done' }).click();
      return text;
    },
    async join(invitation: string): Promise<void> {
      await open();
      await button(/^(Join a team|Use a new invitation)…$/)
        .first()
        .click();
      await dialog.getByLabel(/^Invitation/).fill(invitation);
      await dialog.getByRole('button', { name: 'Join', exact: true }).click();
      await expect(dialog).toBeHidden();
    },
  };
}
