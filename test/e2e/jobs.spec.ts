import { addDeadJob } from '../support/addDeadJob.ts';
import { jobsPage } from '../support/pages/jobsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

const jobIds = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'] as const;

test('background jobs: what waits can run now, what was given up runs again or goes', async ({
  page,
  visit,
  dataFolder,
}) => {
  const jobs = jobsPage(page);
  await visit('/settings');
  await page.getByRole('link', { name: 'Background jobs' }).click();
  await jobs.shown();

  await test.step('retention waits for its next time, and can run now', async () => {
    const retention = jobs.aliveRow('Apply retention');
    await expect(retention).toContainText('repeats');
    await jobs.runNow(retention);
    await expect(shell(page).toast('Apply retention started')).toBeVisible();
    await expect(retention).toContainText('Waiting');
  });

  await test.step('a dead job says why, and is run again or discarded', async () => {
    addDeadJob(dataFolder, jobIds[0], 'The disk is full.');
    addDeadJob(dataFolder, jobIds[1], 'The folder is locked.');
    await visit('/settings/jobs');
    await jobs.shown();
    const [full, locked] = [jobs.deadRow('The disk is full.'), jobs.deadRow('The folder is locked.')];
    await expect(full).toContainText('Failed 12 times');
    await jobs.discard(locked, 'is not done');
    await expect(locked).toBeHidden();
    await jobs.runNow(full);
    await expect(jobs.dead).toBeHidden();
  });
});
