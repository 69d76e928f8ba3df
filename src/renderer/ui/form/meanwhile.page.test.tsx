import { TextInput } from '@mantine/core';
import { expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { z } from 'zod';
import { Fault } from '#core/fault.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { Form, FormActions, FormFault, type FormOptions, useForm } from './index.ts';

const note = z.object({ title: z.string().min(1), text: z.string(), shelf: z.string() });
type Note = z.infer<typeof note>;
const opened: Note = { title: 'Harbour', text: 'Cranes', shelf: 'a' };

function NoteForm({ stored, ...options }: { stored: Note } & Partial<FormOptions<Note, Note, unknown>>) {
  const save = options.save ?? (() => Promise.resolve());
  const form = useForm({ initialValues: opened, schema: note, ...options, stored, save });
  return (
    <Form form={form}>
      <TextInput label="Title" {...form.fields.getInputProps('title')} />
      <TextInput label="Text" {...form.fields.getInputProps('text')} />
      <TextInput label="Shelf" {...form.fields.getInputProps('shelf')} />
      <FormFault form={form} />
      <FormActions form={form} action="Save" />
    </Form>
  );
}

const field = (name: string) => page.getByRole('textbox', { name });
const save = () => page.getByRole('button', { name: 'Save' }).click();
const notice = () => page.getByRole('alert');
const conflict = (name: string) => page.getByRole('group', { name });

it('follows what was changed elsewhere in fields that were not touched, and says which', async () => {
  const shown = await show(<NoteForm stored={opened} />);
  await field('Text').fill('Cranes and ships');
  shown.change(<NoteForm stored={{ ...opened, title: 'Port', shelf: 'b' }} />);
  await expect.element(field('Title')).toHaveValue('Port');
  await expect.element(field('Shelf')).toHaveValue('b');
  await expect.element(field('Text')).toHaveValue('Cranes and ships');
  await expect.element(notice()).toMatchTextContent('Title, Shelf: the form now shows the new values.');
  await expect.element(page.getByRole('button', { name: 'Use theirs' })).not.toBeInTheDocument();
  await expectAccessible();
});

it('lays both values of a field beside each other that was changed here too, and takes theirs', async () => {
  const shown = await show(<NoteForm stored={opened} />);
  await field('Title').fill('Dock');
  shown.change(<NoteForm stored={{ ...opened, title: 'Port' }} />);
  await expect.element(conflict('Title')).toMatchTextContent('Saved: Port');
  await expect.element(conflict('Title')).toMatchTextContent('Yours: Dock');
  await expect.element(field('Title')).toHaveValue('Dock');
  await expectAccessible();
  await conflict('Title').getByRole('button', { name: 'Use theirs' }).click();
  await expect.element(field('Title')).toHaveValue('Port');
  await expect.element(notice()).not.toBeInTheDocument();
});

it('keeps mine, and saves it over what it was compared with', async () => {
  const saved = vi.fn((..._given: unknown[]) => Promise.resolve());
  const shown = await show(<NoteForm stored={opened} save={saved} />);
  await field('Title').fill('Dock');
  shown.change(<NoteForm stored={{ ...opened, title: 'Port', text: 'Ships' }} save={saved} />);
  await conflict('Title').getByRole('button', { name: 'Keep mine' }).click();
  await expect.element(field('Title')).toHaveValue('Dock');
  await save();
  await expect
    .poll(() => saved.mock.calls[0]?.[2])
    .toMatchObject({
      changes: { title: 'Dock' },
      expected: { title: 'Port' },
    });
});

it('finds no conflict where both changed it to the same', async () => {
  const shown = await show(<NoteForm stored={opened} />);
  await field('Title').fill('Port');
  shown.change(<NoteForm stored={{ ...opened, title: 'Port', text: 'Ships' }} />);
  await expect.element(field('Text')).toHaveValue('Ships');
  await expect.element(conflict('Title')).not.toBeInTheDocument();
});

it('saves only what was changed, with what stood there', async () => {
  const saved = vi.fn((..._given: unknown[]) => Promise.resolve());
  await show(<NoteForm stored={opened} save={saved} />);
  await field('Shelf').fill('c');
  await save();
  await expect
    .poll(() => saved.mock.calls[0]?.[2])
    .toEqual({
      base: opened,
      changes: { shelf: 'c' },
      expected: { shelf: 'a' },
    });
});

it('does not tell of what it saved itself', async () => {
  const shown = await show(<NoteForm stored={opened} />);
  await field('Title').fill('Dock');
  await save();
  shown.change(<NoteForm stored={{ ...opened, title: 'Dock', text: 'Ships' }} />);
  await expect.element(notice()).toMatchTextContent('Text: the form now shows the new values.');
  await expect.element(notice()).not.toMatchTextContent('Title');
});

it('lets the person choose where saving was refused because something else stands there', async () => {
  const meanwhile = new Fault('CHANGED_MEANWHILE', 409, 'Someone else changed it.', {
    meanwhile: [{ field: 'title', now: 'Port' }],
  });
  const saved = vi.fn((..._given: unknown[]) => Promise.resolve());
  saved.mockRejectedValueOnce(meanwhile);
  await show(<NoteForm stored={opened} save={saved} />);
  await field('Title').fill('Dock');
  await save();
  await expect.element(conflict('Title')).toMatchTextContent('Saved: Port');
  await expect.element(page.getByText('Someone else changed it.')).not.toBeInTheDocument();
  await conflict('Title').getByRole('button', { name: 'Keep mine' }).click();
  await save();
  await expect
    .poll(() => saved.mock.calls[1]?.[2])
    .toMatchObject({ changes: { title: 'Dock' }, expected: { title: 'Port' } });
});

it('says values in the words of the form, and an empty one as empty', async () => {
  const words = (name: string, value: unknown) =>
    name === 'shelf' ? `shelf ${String(value).toUpperCase()}` : undefined;
  const shown = await show(<NoteForm stored={opened} words={words} />);
  await field('Shelf').fill('c');
  await field('Text').fill('');
  shown.change(<NoteForm stored={{ ...opened, shelf: 'b', text: 'Ships' }} words={words} />);
  await expect.element(conflict('Shelf')).toMatchTextContent('Saved: shelf B');
  await expect.element(conflict('Shelf')).toMatchTextContent('Yours: shelf C');
  await expect.element(conflict('Text')).toMatchTextContent('Yours: empty');
});

it('forgets a conflict when the other one takes the change back', async () => {
  const shown = await show(<NoteForm stored={opened} />);
  await field('Title').fill('Dock');
  shown.change(<NoteForm stored={{ ...opened, title: 'Port' }} />);
  await expect.element(conflict('Title')).toBeVisible();
  shown.change(<NoteForm stored={opened} />);
  await expect.element(conflict('Title')).not.toBeInTheDocument();
  await expect.element(field('Title')).toHaveValue('Dock');
});
