import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { tenantFaults } from '#contract/tenants.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { memberWith, sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { notShared, teamStatus } from '#test/page/team.ts';
import { TenantsSection } from './TenantsSection.tsx';

const [north, south] = [tenantWith(1, 'North'), tenantWith(2, 'South')];
const [me, other] = [
  memberWith(90, 'Me', { self: true, role: 'admin' }),
  memberWith(91, 'Other', { email: 'other@example.com' }),
];

function showSection(tenants: NonNullable<Answers['tenants']> = {}, status = notShared) {
  const usual = { session: () => sessionIn(north, south), members: () => [me, other] };
  return show(<TenantsSection />, {
    answers: { tenants: { ...usual, ...tenants }, sync: { status: () => status } },
  });
}

const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
const button = (name: string) => page.getByRole('button', { name });
const field = (name: string) => page.getByRole('textbox', { name });
const dialog = (name: string) => page.getByRole('dialog', { name });
const told = (text: string) => expect.element(page.getByRole('status')).toMatchTextContent(text);

describe('tenants', () => {
  it('are listed with the role in each, and which is the one of now', async () => {
    await showSection({ session: () => sessionIn(north, tenantWith(2, 'South', 'viewer')) });
    await expect.element(row('North')).toMatchTextContent('current');
    await expect.element(row('South')).toMatchTextContent('Viewer');
    await expect.element(row('South').getByRole('button', { name: 'Switch' })).toBeVisible();
    await expect.element(row('South').getByRole('button', { name: 'Rename' })).not.toBeInTheDocument();
    await expect.element(row('South').getByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
    await expect.element(row('North').getByRole('button', { name: 'Switch' })).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('of one name say what tells them apart, also before one is deleted', async () => {
    const [here, team] = [
      { ...north, hint: 'On this computer only' },
      { ...tenantWith(2, 'North'), hint: 'Team at db.example.com:5432/north' },
    ];
    await showSection({ session: () => sessionIn(here, team) });
    const ofTeam = page.getByRole('row').filter({ hasText: 'Team at db.example.com:5432/north' });
    await expect.element(ofTeam).toBeVisible();
    await expect.element(page.getByText('On this computer only')).toBeVisible();
    await expectAccessible();
    await ofTeam.getByRole('button', { name: 'Delete' }).click();
    await expect
      .element(dialog('Delete North?'))
      .toMatchTextContent('This is the one that says: Team at db.example.com');
  });

  it('are never deleted to the last', async () => {
    await showSection({ session: () => sessionIn(north) });
    await expect.element(row('North').getByRole('button', { name: 'Rename' })).toBeVisible();
    await expect.element(row('North').getByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
  });

  it('are switched, and the page says which it is now', async () => {
    const { console } = await showSection({ switch: () => sessionIn(south, north) });
    await row('South').getByRole('button', { name: 'Switch' }).click();
    await told('Switched to South');
    expect(console.asked('tenants.switch')).toEqual([{ tenantId: south.id }]);
  });

  it('are made with a name, which may be taken', async () => {
    let tries = 0;
    const create = () => {
      tries += 1;
      if (tries === 1) throw tenantFaults.fault('NAME_TAKEN', 'This name is already taken.', { field: 'name' });
      return tenantWith(3, 'West');
    };
    const { console } = await showSection({ create });
    await button('New tenant').click();
    await expect.element(field('Name')).toHaveFocus();
    await expect.element(button('Create')).toBeDisabled();
    await userEvent.keyboard('North{Enter}');
    await expect.element(field('Name')).toHaveAccessibleDescription('This name is already taken.');
    await expectAccessible();
    await field('Name').fill(' West ');
    await button('Create').click();
    await told('West created');
    expect(console.asked('tenants.create').at(-1)).toEqual({ name: 'West' });
    await expect.element(button('New tenant')).toHaveFocus();
  });

  it('are renamed over the name that was seen', async () => {
    const { console } = await showSection({ rename: () => tenantWith(2, 'Far south') });
    await row('South').getByRole('button', { name: 'Rename' }).click();
    await expect.element(dialog('Rename South').getByRole('button', { name: 'Rename' })).toBeDisabled();
    await field('Name').fill('Far south');
    await dialog('Rename South').getByRole('button', { name: 'Rename' }).click();
    await told('South renamed to Far south');
    expect(console.asked('tenants.rename')).toEqual([
      { tenantId: south.id, name: 'Far south', expected: { name: 'South' } },
    ]);
  });

  it('are deleted only once their name was typed', async () => {
    const { console } = await showSection({ remove: () => sessionIn(north) });
    await row('South').getByRole('button', { name: 'Delete' }).click();
    await expect.element(dialog('Delete South?')).toMatchTextContent('This cannot be undone.');
    await field('Type South to confirm').fill('south');
    await expect.element(button('Delete tenant')).toBeDisabled();
    await expectAccessible();
    await field('Type South to confirm').fill('South');
    await button('Delete tenant').click();
    await told('South is deleted');
    expect(console.asked('tenants.remove')).toEqual([{ tenantId: south.id, confirmName: 'South' }]);
  });

  it('that cannot be read say so, and are read at another try', async () => {
    let broken = true;
    const session = () => {
      if (broken) throw tenantFaults.fault('LAST_TENANT', 'The session is damaged.');
      return sessionIn(north);
    };
    await showSection({ session });
    await expect.element(page.getByRole('alert')).toMatchTextContent('The session is damaged.');
    broken = false;
    await button('Try again').click();
    await expect.element(row('North')).toBeVisible();
  });
});

describe('people', () => {
  it('get another role over the one that was seen', async () => {
    const { console } = await showSection({ updateMember: () => ({ ...other, role: 'viewer' as const }) });
    await page.getByRole('combobox', { name: 'Role of Other' }).click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await expect
      .poll(() => console.asked('tenants.updateMember'))
      .toEqual([{ userId: other.userId, role: 'viewer', expected: { role: 'editor' } }]);
  });

  it('keep one admin, and the page says why', async () => {
    const last = tenantFaults.fault('LAST_ADMIN', 'A tenant keeps at least one admin.');
    await showSection({
      updateMember: () => {
        throw last;
      },
    });
    await page.getByRole('combobox', { name: 'Role of Me' }).click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await expect.element(page.getByRole('alert')).toMatchTextContent('A tenant keeps at least one admin.');
    await expect.element(page.getByRole('combobox', { name: 'Role of Me' })).toHaveValue('Admin');
  });

  it('are removed after a question, and nobody removes themselves', async () => {
    const { console } = await showSection({ removeMember: () => ({ userId: other.userId }) });
    await expect.element(button('Remove Me')).not.toBeInTheDocument();
    await button('Remove Other').click();
    await dialog('Remove Other from North?').getByRole('button', { name: 'Cancel' }).click();
    expect(console.asked('tenants.removeMember')).toEqual([]);
    await button('Remove Other').click();
    await dialog('Remove Other from North?').getByRole('button', { name: 'Remove' }).click();
    await told('Other removed');
    expect(console.asked('tenants.removeMember')).toEqual([{ userId: other.userId }]);
  });

  it('of a tenant that is shared come and go with their logins', async () => {
    await showSection({}, teamStatus());
    await expect.element(page.getByRole('link', { name: 'team’s settings' })).toHaveAttribute('href', '/settings/team');
    await expect.element(button('Remove Other')).not.toBeInTheDocument();
    await expect.element(button('Add a person')).not.toBeInTheDocument();
    await expect.element(button('Edit Other')).toBeVisible();
    await expectAccessible();
  });

  it('are changed by admins alone', async () => {
    await showSection({ session: () => sessionIn(tenantWith(1, 'North', 'editor')) });
    await expect.element(page.getByRole('combobox', { name: 'Role of Other' })).toBeDisabled();
    await expect.element(button('Add a person')).not.toBeInTheDocument();
    await expect.element(button('Edit Other')).not.toBeInTheDocument();
    await expect.element(button('Edit Me')).toBeVisible();
    await expectAccessible();
  });
});
