import { expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { Fault } from '#core/fault.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Notice } from './Notice.tsx';
import { toastDone, toastFault, toastNote } from './toasts.tsx';
import { UnreadableRows } from './Unreadable.tsx';

it('can be read in every colour', async () => {
  const colors = ['red', 'orange', 'yellow', 'teal', 'blue', 'indigo', 'gray'];
  await show(
    colors.map((color) => (
      <Notice key={color} color={color} title={`About ${color}`}>
        What is to be known
      </Notice>
    )),
  );
  for (const color of colors) await expect.element(page.getByText(`About ${color}`)).toBeVisible();
  await expectAccessible();
});

const unfit = {
  place: { message: 'This is no definition.', data: { line: 12, column: 5 }, says: 'Line 12, column 5' },
  pointer: { message: 'This is no definition.', data: { pointer: '/paths/~1a' }, says: 'At /paths/~1a' },
  tried: { message: 'No answer.', data: { tried: 'api.example.com:443' }, says: 'Tried: api.example.com:443' },
  names: { message: 'It is in use.', data: { names: ['Depot key'] }, says: 'Depot key' },
  kept: { message: 'It failed.', data: { kept: 'Nothing was changed.' }, says: 'Nothing was changed.' },
  todo: { message: 'It failed.', data: { todo: 'Try it later.' }, says: 'Try it later.' },
};

it.each(Object.entries(unfit))('says of a fault its %s', async (_what, { message, data, says }) => {
  await show(<ErrorNotice error={new Fault('INVALID', 422, message, data)} title="The import failed" />);
  await expect.element(page.getByRole('alert')).toMatchTextContent('The import failed');
  await expect.element(page.getByRole('alert')).toMatchTextContent(message);
  await expect.element(page.getByText(says)).toBeVisible();
  await expectAccessible();
});

it('does not say a line twice that the message names', async () => {
  await show(
    <ErrorNotice error={new Fault('INVALID', 422, 'A comma is missing in line 12.', { line: 12, column: 5 })} />,
  );
  await expect.element(page.getByRole('alert')).toMatchTextContent('A comma is missing in line 12.');
  await expect.element(page.getByText('Line 12, column 5')).not.toBeInTheDocument();
});

it('offers another try and a way to close it, where there are', async () => {
  const [onRetry, onClose] = [vi.fn(), vi.fn()];
  await show(<ErrorNotice error={new TypeError('Failed to fetch')} onRetry={onRetry} onClose={onClose} />);
  await expect.element(page.getByText('Patchbay isn’t responding.')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Close this message' }).click();
  expect([onRetry.mock.calls.length, onClose.mock.calls.length]).toEqual([1, 1]);
});

it('says where the log has the details of something unexpected', async () => {
  const error = Object.assign(new Fault('INTERNAL_SERVER_ERROR', 500, 'Something unexpected happened.', {}), {
    data: { id: 'log-17' },
  });
  await show(<ErrorNotice error={error} />);
  await expect.element(page.getByRole('alert')).toMatchTextContent('The log has the details under log-17.');
});

it('names the rows that cannot be read, and counts the rest', async () => {
  const rows = Array.from({ length: 8 }, (_, at) =>
    at === 0 ? { name: 'whole' } : { unreadable: `Row ${at} is damaged.` },
  );
  await show(<UnreadableRows rows={rows} />);
  await expect.element(page.getByRole('status')).toMatchTextContent('Row 5 is damaged.');
  await expect.element(page.getByRole('status')).toMatchTextContent('And 2 more.');
  await expect.element(page.getByText('Row 6 is damaged.')).not.toBeInTheDocument();
  await expectAccessible();
});

it('says what was done, and takes it back once', async () => {
  const undo = vi.fn();
  await show(null);
  toastDone('“Depot key” was deleted.', undo, 'Restore');
  await expect.element(page.getByRole('status')).toMatchTextContent('“Depot key” was deleted.');
  await expectAccessible();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  expect(undo).toHaveBeenCalledTimes(1);
});

it('says what is to be known of something that worked', async () => {
  await show(null);
  toastNote('Imported', 'Two operations were left out.');
  await expect.element(page.getByRole('status')).toMatchTextContent('Two operations were left out.');
  await page.getByRole('button', { name: 'Close this message' }).click();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
});

it('says the same fault once, and another beside it', async () => {
  const fault = new Fault('CONFLICT', 409, 'It is in use.', { kept: 'Nothing was changed.' });
  await show(null);
  for (const _ of [1, 2, 3]) toastFault(fault, 'It could not be deleted');
  await expect.element(page.getByRole('alert')).toMatchTextContent('It could not be deleted');
  await expect.element(page.getByRole('alert')).toMatchTextContent('It is in use. Nothing was changed.');
  expect(page.getByRole('alert').elements()).toHaveLength(1);
  toastFault(new Error('The disk is full.'));
  await expect.poll(() => page.getByRole('alert').elements()).toHaveLength(2);
  await expectAccessible();
});
