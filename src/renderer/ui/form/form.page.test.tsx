import { MultiSelect, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { z } from 'zod';
import { Fault } from '#core/fault.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { PasswordField } from '../PasswordField.tsx';
import { Form, FormActions, FormFault, type FormOptions, useForm } from './index.ts';

const person = z.object({
  name: z.string().trim().min(1, 'A name is needed.'),
  email: z.email('Enter a mail address.'),
  hosts: z.array(z.string().regex(/^[a-z.]+$/, 'A host has letters and dots alone.')),
});
type Person = z.infer<typeof person>;
const blank: Person = { name: '', email: '', hosts: [] };

/** A form of the usual parts; hosts are typed with blanks between them. */
function PersonForm(options: Partial<FormOptions<Person, Person, unknown>>) {
  const save = options.save ?? (() => Promise.resolve());
  const form = useForm({ initialValues: blank, schema: person, ...options, save });
  const { onChange: _, ...hosts } = form.fields.getInputProps('hosts');
  return (
    <Form form={form} label="Person">
      <TextInput label="Name" {...form.fields.getInputProps('name')} />
      <TextInput label="Email" {...form.fields.getInputProps('email')} />
      <TextInput
        label="Hosts"
        {...hosts}
        value={form.values.hosts.join(' ')}
        onChange={(event) => form.set({ hosts: event.currentTarget.value.split(' ').filter(Boolean) })}
        error={form.errorOf('hosts')}
      />
      <FormFault form={form} title="The person could not be saved" />
      <FormActions form={form} action="Save" />
    </Form>
  );
}

const field = (name: string) => page.getByRole('textbox', { name });
const save = () => page.getByRole('button', { name: 'Save' });

it('says at each field what is wrong, once saving was tried, and begins at the first', async () => {
  const saved = vi.fn(() => Promise.resolve());
  await show(<PersonForm save={saved} />);
  await field('Email').fill('nobody');
  await expect.element(field('Email')).not.toHaveAttribute('aria-invalid', 'true');
  await save().click();
  await expect.element(field('Name')).toHaveFocus();
  await expect.element(field('Name')).toHaveAccessibleDescription('A name is needed.');
  await expect.element(field('Email')).toHaveAccessibleDescription('Enter a mail address.');
  await expect.element(page.getByRole('alert')).toMatchTextContent('Some fields need another look.');
  expect(saved).not.toHaveBeenCalled();
  await expectAccessible();
});

it('takes a message away while its field is mended, and goes to the next wrong one at the next try', async () => {
  await show(<PersonForm />);
  await save().click();
  await field('Name').fill('Ada');
  await expect.element(page.getByText('A name is needed.')).not.toBeInTheDocument();
  await expect.element(page.getByText('Enter a mail address.')).toBeVisible();
  await save().click();
  await expect.element(field('Email')).toHaveFocus();
  await field('Email').fill('ada@example.com');
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

it('goes back to the same wrong field at every try', async () => {
  await show(<PersonForm />);
  for (const _ of [1, 2]) {
    await save().click();
    await expect.element(field('Name')).toHaveFocus();
  }
});

it('says what is wrong while typing where it is asked to', async () => {
  await show(<PersonForm live />);
  await field('Email').fill('nobody');
  await expect.element(field('Email')).toHaveAccessibleDescription('Enter a mail address.');
  await field('Email').fill('nobody@example.com');
  await expect.element(page.getByText('Enter a mail address.')).not.toBeInTheDocument();
});

it('says at the field what is wrong in a part of it', async () => {
  await show(<PersonForm initialValues={{ name: 'Ada', email: 'ada@example.com', hosts: [] }} />);
  await field('Hosts').fill('good.example bad!');
  await save().click();
  await expect.element(field('Hosts')).toHaveAccessibleDescription('A host has letters and dots alone.');
  await expect.element(field('Hosts')).toHaveFocus();
  await field('Hosts').fill('good.example');
  await expect.element(page.getByText('A host has letters and dots alone.')).not.toBeInTheDocument();
});

it('gives what the schema made of it to be saved, by the button and by Enter', async () => {
  const saved = vi.fn((input: Person) => Promise.resolve(input.name));
  const onSaved = vi.fn();
  await show(<PersonForm save={saved} onSaved={onSaved} />);
  await field('Name').fill('  Ada ');
  await field('Email').fill('ada@example.com');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => onSaved.mock.calls).toEqual([['Ada']]);
  expect(saved.mock.calls[0]?.[0]).toEqual({ name: 'Ada', email: 'ada@example.com', hosts: [] });
});

it('saves once, however often Enter is pressed while it is saved', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const saved = vi.fn(() => promise);
  await show(<PersonForm initialValues={{ ...blank, name: 'Ada', email: 'ada@example.com' }} save={saved} />);
  await field('Name').click();
  await userEvent.keyboard('{Enter}{Enter}');
  await expect.element(save()).toBeDisabled();
  await userEvent.keyboard('{Enter}');
  resolve();
  await expect.element(save()).toBeEnabled();
  expect(saved).toHaveBeenCalledTimes(1);
});

it('shows a fault at the field that it names, until that field is mended', async () => {
  const taken = new Fault('NAME_TAKEN', 409, 'This name is already taken.', { field: 'name', todo: 'Choose another.' });
  await show(<PersonForm initialValues={{ ...blank, email: 'ada@example.com' }} save={() => Promise.reject(taken)} />);
  await field('Name').fill('Ada');
  await save().click();
  await expect.element(field('Name')).toHaveFocus();
  await expect.element(field('Name')).toHaveAccessibleDescription('This name is already taken.');
  await expect.element(page.getByRole('alert')).toMatchTextContent('The person could not be saved');
  await expect.element(page.getByRole('alert')).toMatchTextContent('Choose another.');
  await expectAccessible();
  await field('Name').fill('Ada L');
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

it.each([
  ['no field', {}],
  ['a field that the form does not have', { field: 'shoeSize' }],
])('shows a fault that names %s for the whole form, and keeps what was typed', async (_what, data) => {
  const full = new Fault('FULL', 409, 'The list is full.', { kept: 'Nothing was changed.', ...data });
  await show(<PersonForm initialValues={{ ...blank, email: 'ada@example.com' }} save={() => Promise.reject(full)} />);
  await field('Name').fill('Ada');
  await save().click();
  await expect.element(page.getByRole('alert')).toMatchTextContent('The list is full.');
  await expect.element(page.getByRole('alert')).toMatchTextContent('Nothing was changed.');
  await expect.element(field('Name')).toHaveValue('Ada');
  await expect.element(field('Name')).not.toHaveAttribute('aria-invalid', 'true');
});

it('lets a form say which of its fields a fault belongs to', async () => {
  const fault = new Fault('INVALID', 422, 'Nobody lives there.', { field: 'address.domain' });
  await show(
    <PersonForm
      initialValues={{ ...blank, name: 'Ada', email: 'ada@example.com' }}
      fieldOf={({ field: named }) => (named?.startsWith('address') ? 'email' : named)}
      save={() => Promise.reject(fault)}
    />,
  );
  await save().click();
  await expect.element(field('Email')).toHaveFocus();
  await expect.element(field('Email')).toHaveAccessibleDescription('Nobody lives there.');
});

it('says that the console is not there, and saves at the next try', async () => {
  const saved = vi.fn(() => Promise.resolve());
  saved.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  await show(<PersonForm initialValues={{ ...blank, name: 'Ada', email: 'ada@example.com' }} save={saved} />);
  await save().click();
  await expect.element(page.getByRole('alert')).toMatchTextContent('Patchbay isn’t responding.');
  await save().click();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  expect(saved).toHaveBeenCalledTimes(2);
});

it('goes to a wrong password as to any other field', async () => {
  const wrong = new Fault('PASSPHRASE_WRONG', 422, 'The passphrase is wrong.', { field: 'passphrase' });
  function Unlock() {
    const form = useForm({
      initialValues: { passphrase: 'x' },
      schema: z.object({ passphrase: z.string() }),
      save: () => Promise.reject(wrong),
    });
    return (
      <Form form={form}>
        <PasswordField label="Passphrase" {...form.fields.getInputProps('passphrase')} />
        <FormActions form={form} action="Save" />
      </Form>
    );
  }
  await show(<Unlock />);
  await save().click();
  await expect.element(field('Passphrase')).toHaveFocus();
  await expect.element(field('Passphrase')).toHaveAttribute('aria-invalid', 'true');
  await expect.element(field('Passphrase')).toHaveAccessibleDescription('The passphrase is wrong.');
});

const controls: [name: string, draw: (props: object) => ReactNode][] = [
  ['a text of some lines', (props) => <Textarea label="Field" {...props} />],
  ['a number', (props) => <NumberInput label="Field" {...props} />],
  ['a choice', (props) => <Select label="Field" data={['a', 'b']} {...props} />],
  ['several choices', (props) => <MultiSelect label="Field" data={['a', 'b']} {...props} />],
  ['tags', (props) => <TagsInput label="Field" {...props} />],
];

it.each(controls)('goes to %s that is wrong, and announces it', async (_name, draw) => {
  function One() {
    const form = useForm<{ thing: unknown }, { thing: never }, unknown>({
      initialValues: { thing: undefined },
      schema: z.object({ thing: z.never('It is needed.') }),
      save: () => Promise.resolve(),
    });
    return (
      <Form form={form}>
        {draw({ error: form.errorOf('thing') })}
        <FormActions form={form} action="Save" />
      </Form>
    );
  }
  await show(<One />);
  await save().click();
  await expect.element(page.getByText('It is needed.')).toBeVisible();
  await expect.poll(() => document.activeElement?.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement?.closest('form')).not.toBeNull();
  await expectAccessible();
});
