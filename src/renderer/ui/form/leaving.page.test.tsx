import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { z } from 'zod';
import { show } from '#test/page/show.tsx';
import { Dialog } from '../dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from './index.ts';

const schema = z.object({ name: z.string().min(1, 'A name is needed.') });
type Save = () => Promise<unknown>;

function NameForm({ save, onSaved = () => undefined, guard }: { save: Save; onSaved?: () => void; guard?: boolean }) {
  const form = useForm({ initialValues: { name: '' }, schema, save, onSaved });
  return (
    <Form form={form} {...(guard && { guard })}>
      <TextInput label="Name" {...form.fields.getInputProps('name')} />
      <FormFault form={form} />
      <FormActions form={form} action="Save" />
    </Form>
  );
}

function Pages({ save }: { save: Save }) {
  const { pathname } = useLocation();
  return (
    <>
      <Link to="/other">Other page</Link>
      <Link to="/?tab=2">Same page</Link>
      {pathname === '/' ? <NameForm guard save={save} /> : <h1>You are elsewhere</h1>}
    </>
  );
}

function Opener({ save }: { save: Save }) {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <button type="button" onClick={() => setOpened(true)}>
        Open
      </button>
      {opened && (
        <Dialog title="Rename" onClose={close}>
          <NameForm save={save} onSaved={close} />
        </Dialog>
      )}
    </>
  );
}

const name = () => page.getByRole('textbox', { name: 'Name' });
const elsewhere = () => page.getByRole('heading', { name: 'You are elsewhere' });
const link = (to: string) => page.getByRole('link', { name: to });
const question = (title: string) => page.getByRole('dialog', { name: title });
const done: Save = () => Promise.resolve();

describe('on a page', () => {
  it('leaves without a question where nothing was typed', async () => {
    await show(<Pages save={done} />);
    await link('Other page').click();
    await expect.element(elsewhere()).toBeVisible();
  });

  it('asks before what was typed is lost, and stays where the person was', async () => {
    const shown = await show(<Pages save={done} />);
    await name().fill('Ada');
    await link('Other page').click();
    await question('Leave without saving?').getByRole('button', { name: 'Cancel' }).click();
    expect(shown.address()).toBe('/');
    await expect.element(name()).toHaveValue('Ada');
    await link('Other page').click();
    await question('Leave without saving?').getByRole('button', { name: 'Leave' }).click();
    await expect.element(elsewhere()).toBeVisible();
  });

  it('asks nothing within the same page, nor when what was typed is taken back', async () => {
    const shown = await show(<Pages save={done} />);
    await name().fill('Ada');
    await link('Same page').click();
    expect(shown.address()).toBe('/?tab=2');
    await expect.element(name()).toHaveValue('Ada');
    await name().fill('');
    await link('Other page').click();
    await expect.element(elsewhere()).toBeVisible();
  });

  it('goes on after it is saved for who left meanwhile, without a question', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await show(<Pages save={() => promise} />);
    await name().fill('Ada');
    await page.getByRole('button', { name: 'Save' }).click();
    await link('Other page').click();
    await expect.element(name()).toBeVisible();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    resolve();
    await expect.element(elsewhere()).toBeVisible();
  });

  it('asks who left while it was saved, once saving has failed', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    await show(<Pages save={() => promise} />);
    await name().fill('Ada');
    await page.getByRole('button', { name: 'Save' }).click();
    await link('Other page').click();
    reject(new Error('The disk is full.'));
    await question('Leave without saving?').getByRole('button', { name: 'Cancel' }).click();
    await expect.element(page.getByRole('alert')).toMatchTextContent('The disk is full.');
    await expect.element(name()).toHaveValue('Ada');
  });
});

describe('in a dialog', () => {
  it('closes by Escape without a question where nothing was typed', async () => {
    await show(<Opener save={done} />);
    await page.getByRole('button', { name: 'Open' }).click();
    await expect.element(name()).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await expect.element(page.getByRole('button', { name: 'Open' })).toHaveFocus();
  });

  it('asks before Escape, the cross or a click beside it drops what was typed', async () => {
    await show(<Opener save={done} />);
    await page.getByRole('button', { name: 'Open' }).click();
    await name().fill('Ada');
    const ways = [
      () => userEvent.keyboard('{Escape}'),
      () => page.getByRole('dialog', { name: 'Rename' }).getByRole('button', { name: 'Close' }).click(),
    ];
    for (const leave of ways) {
      await leave();
      await expect.element(question('Close without saving?').getByRole('button', { name: 'Cancel' })).toHaveFocus();
      await userEvent.keyboard('{Escape}');
      await expect.element(question('Close without saving?')).not.toBeInTheDocument();
      await expect.element(name()).toHaveFocus();
      await expect.element(name()).toHaveValue('Ada');
    }
    await userEvent.keyboard('{Escape}');
    await question('Close without saving?').getByRole('button', { name: 'Discard' }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await expect.element(page.getByRole('button', { name: 'Open' })).toHaveFocus();
  });

  it('closes with the question where what was typed is saved before the answer', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await show(<Opener save={() => promise} />);
    await page.getByRole('button', { name: 'Open' }).click();
    await name().fill('Ada');
    await userEvent.keyboard('{Enter}{Escape}');
    await expect.element(question('Close without saving?')).toBeVisible();
    resolve();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  it('saves the form of the dialog alone, not that of the page below', async () => {
    const [below, above] = [vi.fn(done), vi.fn(done)];
    function Both() {
      const form = useForm({ initialValues: { name: 'Page' }, schema, save: below });
      return (
        <Form form={form}>
          <Opener save={above} />
        </Form>
      );
    }
    await show(<Both />);
    await page.getByRole('button', { name: 'Open' }).click();
    await name().fill('Ada');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(above).toHaveBeenCalledTimes(1);
    expect(below).not.toHaveBeenCalled();
  });
});
