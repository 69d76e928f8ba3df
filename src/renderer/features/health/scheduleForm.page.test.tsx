import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { integrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { HealthReport, HealthSchedule } from '#contract/health.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';

const id = integrationId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11');
const schedule: HealthSchedule = { enabled: true, intervalMinutes: 15, quietHours: null, notify: true };
const report: HealthReport = { schedule, nextAt: null, failuresInRow: 0, uptime: null, buckets: [], recent: [] };

const showForm = (given: Partial<HealthSchedule> = {}, health: NonNullable<Answers['health']> = {}, editable = true) =>
  show(<ScheduleForm integrationId={id} schedule={{ ...schedule, ...given }} editable={editable} />, {
    answers: { health },
  });
const toggle = (name: string) => page.getByRole('switch', { name: new RegExp(`^${name}`) });
const save = () => page.getByRole('button', { name: 'Save' });

it('saves what was changed alone, with what stood there', async () => {
  const { console } = await showForm({}, { setSchedule: () => report });
  await expect.element(save()).toBeDisabled();
  await page.getByRole('combobox', { name: 'Every' }).click();
  await page.getByRole('option', { name: '6 hours' }).click();
  await save().click();
  await expect.element(page.getByRole('status')).toMatchTextContent('Schedule saved');
  expect(console.asked('health.setSchedule')).toEqual([
    { integrationId: id, schedule: { intervalMinutes: 360 }, expected: { intervalMinutes: 15 } },
  ]);
  await expect.element(save()).toBeDisabled();
  await expectAccessible();
});

it('asks for quiet hours, over midnight too, and for whole times', async () => {
  const { console } = await showForm({}, { setSchedule: () => report });
  await toggle('Quiet hours').click();
  await expect.element(page.getByLabelText('From')).toHaveValue('22:00');
  await expect.element(page.getByLabelText('To')).toHaveValue('06:00');
  await expectAccessible();
  await page.getByLabelText('To').fill('07:30');
  await save().click();
  await expect
    .poll(() => console.asked('health.setSchedule'))
    .toMatchObject([{ schedule: { quietHours: { from: '22:00', to: '07:30' } } }]);
  await page.getByLabelText('To').fill('');
  await expect.element(save()).toBeDisabled();
});

it('leaves the rest alone while nothing is checked', async () => {
  const { console } = await showForm({ quietHours: { from: '22:00', to: '06:00' } }, { setSchedule: () => report });
  await toggle('Check automatically').click();
  await expect.element(page.getByRole('combobox', { name: 'Every' })).toBeDisabled();
  await expect.element(page.getByLabelText('From')).toBeDisabled();
  await expect.element(toggle('Notify when the status changes')).toBeDisabled();
  await save().click();
  await expect.element(page.getByRole('status')).toMatchTextContent('Scheduled checks turned off');
  expect(console.asked('health.setSchedule')).toMatchObject([{ schedule: { enabled: false } }]);
  await expectAccessible();
});

it('shows an interval that is not usual among those that are', async () => {
  await showForm({ intervalMinutes: 42 });
  await page.getByRole('combobox', { name: 'Every' }).click();
  const names = page
    .getByRole('option')
    .elements()
    .map(({ textContent }) => textContent);
  expect(names).toEqual([
    '1 minute',
    '5 minutes',
    '15 minutes',
    '30 minutes',
    '42 minutes',
    '1 hour',
    '6 hours',
    '12 hours',
    '1 day',
  ]);
});

it('can be read and not changed by who may not', async () => {
  await showForm({}, {}, false);
  await expect.element(toggle('Check automatically')).toBeDisabled();
  await expect.element(save()).toBeDisabled();
  await expectAccessible();
});

it('says why it could not be saved, and keeps what was chosen', async () => {
  const forbidden = commonFaults.fault('FORBIDDEN', 'Your role does not allow this.', { kept: 'Nothing was changed.' });
  await showForm(
    {},
    {
      setSchedule: () => {
        throw forbidden;
      },
    },
  );
  await toggle('Notify when the status changes').click();
  await save().click();
  await expect.element(page.getByRole('alert')).toMatchTextContent('Couldn’t save the schedule');
  await expect.element(page.getByRole('alert')).toMatchTextContent('Nothing was changed.');
  await expect.element(toggle('Notify when the status changes')).not.toBeChecked();
});
