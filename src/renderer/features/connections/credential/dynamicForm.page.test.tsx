import { useState } from 'react';
import { describe, expect, inject, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { integrationId } from '#contract/common.ts';
import type { ConnectionKind } from '#contract/credentialForms.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import '#test/page/provided.ts';
import { type CredentialDraft, credentialReady, emptyCredential, enteredValues } from './credentialDraft.ts';
import { DynamicForm } from './DynamicForm.tsx';

const forms = inject('credentialForms');
const id = integrationId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11');

function draftOf(kind: ConnectionKind, byHand = false): CredentialDraft {
  const form = forms.find((one) => one.kind === kind);
  if (form === undefined) throw new Error(`There is no ${kind}.`);
  return emptyCredential({ schemeKey: null, title: form.title, form, placement: form.defaultPlacement, byHand });
}

interface FieldsProps {
  kind: ConnectionKind;
  stored?: boolean;
  secretOnly?: boolean;
  byHand?: boolean;
  onDraft: (draft: CredentialDraft) => void;
}

function Fields({ kind, byHand, onDraft, ...props }: FieldsProps) {
  const [draft, setDraft] = useState(() => draftOf(kind, byHand));
  const change = (next: CredentialDraft) => {
    setDraft(next);
    onDraft(next);
  };
  return <DynamicForm integrationId={id} draft={draft} onChange={change} {...props} />;
}

/** Shows the fields of a kind; answers what was entered and whether that suffices. */
async function showFields(props: Omit<FieldsProps, 'onDraft'>) {
  const onDraft = vi.fn<(draft: CredentialDraft) => void>();
  await show(<Fields {...props} onDraft={onDraft} />);
  const draft = () => onDraft.mock.calls.at(-1)?.[0] ?? draftOf(props.kind, props.byHand);
  const stored = props.stored ?? false;
  return {
    entered: () => enteredValues(draft(), props.secretOnly),
    isReady: () => credentialReady(draft(), { stored, secretOnly: props.secretOnly ?? false }),
  };
}

const field = (name: string | RegExp) => page.getByRole('textbox', { name });

/** What a person types for each kind, and what main is given. */
const typed: [kind: ConnectionKind, texts: Record<string, string>, values: object][] = [
  ['apiKey', { 'API key': 'key-1' }, { secret: 'key-1' }],
  ['bearer', { Token: 'token-1' }, { secret: 'token-1' }],
  ['basic', { 'User name': 'ada', Password: 'pass' }, { username: 'ada', secret: 'pass' }],
  ['digest', { 'User name': 'ada', Password: 'pass' }, { username: 'ada', secret: 'pass' }],
];

describe('the fields of each kind', () => {
  it.each(forms.map(({ kind }) => kind).filter((kind) => kind !== 'oauth2'))(
    'of %s can be used by everyone',
    async (kind) => {
      const { isReady } = await showFields({ kind });
      for (const { label, type } of draftOf(kind).form.fields)
        if (type !== 'placement') await expect.element(page.getByText(new RegExp(`^${label}`)).first()).toBeVisible();
      expect(isReady()).toBe(false);
      await expectAccessible();
    },
  );

  it.each(forms.map(({ kind }) => kind).filter((kind) => kind !== 'oauth2'))(
    'of %s ask for no secret again that is stored',
    async (kind) => {
      const { isReady } = await showFields({ kind, stored: true });
      for (const element of document.querySelectorAll('input[type=password]'))
        expect((element as HTMLInputElement).value).toBe('');
      const settings = draftOf(kind).form.fields.some(({ required, type }) => required.stored && type !== 'placement');
      expect(isReady()).toBe(!settings);
      await expectAccessible();
    },
  );

  it.each(typed)('of %s give main what was typed', async (kind, texts, values) => {
    const { entered, isReady } = await showFields({ kind });
    for (const [name, text] of Object.entries(texts)) await field(new RegExp(`^${name}`)).fill(text);
    expect(entered()).toMatchObject(values);
    expect(isReady()).toBe(true);
  });

  it('of AWS ask for region and service beside the keys', async () => {
    const { entered, isReady } = await showFields({ kind: 'awsSigV4' });
    await field(/^Access key ID/).fill('AKID');
    await field(/^Secret access key/).fill('secret');
    expect(isReady()).toBe(false);
    await field(/^Region/).fill('eu-central-1');
    await field(/^Service/).fill('s3');
    expect(isReady()).toBe(true);
    expect(entered()).toMatchObject({ accessKeyId: 'AKID', region: 'eu-central-1', service: 's3' });
  });

  it('of headers take several names with a secret each', async () => {
    const { entered, isReady } = await showFields({ kind: 'headers' });
    await field('Name of header 1').fill(' X-Key ');
    expect(isReady()).toBe(false);
    await field('Value of header 1').fill('one');
    expect(isReady()).toBe(true);
    await page.getByRole('button', { name: 'Add a header' }).click();
    await field('Name of header 2').fill('X-Other');
    await field('Value of header 2').fill('two');
    expect(entered()).toEqual({
      headers: [
        { name: 'X-Key', value: 'one' },
        { name: 'X-Other', value: 'two' },
      ],
    });
    await expectAccessible();
    await page.getByRole('button', { name: 'Remove header 1' }).click();
    expect(entered()).toEqual({ headers: [{ name: 'X-Other', value: 'two' }] });
  });

  it('of a certificate read a PEM file and refuse another one', async () => {
    const { entered } = await showFields({ kind: 'mutualTls' });
    const file = () => page.elementLocator(document.querySelector('input[type=file]') ?? document.body);
    await userEvent.upload(file(), new File(['hello'], 'notes.txt', { type: 'text/plain' }));
    await expect.element(page.getByText(/^notes\.txt is no PEM file/)).toBeVisible();
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    await userEvent.upload(file(), new File([pem], 'client.pem'));
    await expect.element(page.getByText(/is no PEM file/)).not.toBeInTheDocument();
    expect(Object.values(entered())).toContain(pem);
    await expectAccessible();
  });
});

describe('a secret', () => {
  it('is hidden while it is typed, and shown on demand', async () => {
    await showFields({ kind: 'bearer' });
    const secret = field(/^Token/);
    await secret.fill('token-1');
    await expect.element(secret).toHaveAttribute('type', 'password');
    await expect.element(secret).toHaveAttribute('autocomplete', 'off');
    await page.getByRole('button', { name: /^Show / }).click();
    await expect.element(secret).toHaveAttribute('type', 'text');
  });

  it('says how it will be sent as things stand', async () => {
    await showFields({ kind: 'apiKey', byHand: true });
    await field(/^Name/).fill('X-Depot');
    await expect.element(page.getByText(/X-Depot/)).toBeVisible();
    await page.getByRole('combobox', { name: 'Sent as' }).click();
    await page.getByRole('option', { name: 'Query parameter' }).click();
    await expect.element(page.getByText(/query.*X-Depot/i)).toBeVisible();
    await expectAccessible();
  });

  it('asks where it goes only where no definition says so', async () => {
    await showFields({ kind: 'apiKey' });
    await expect.element(page.getByRole('combobox', { name: 'Sent as' })).not.toBeInTheDocument();
  });

  it('can be empty where a user name suffices', async () => {
    const { isReady } = await showFields({ kind: 'basic' });
    expect(isReady()).toBe(false);
    await field(/^User name/).fill('ada');
    expect(isReady()).toBe(true);
  });

  it('that is stored is kept, or emptied on purpose', async () => {
    const { entered } = await showFields({ kind: 'basic', stored: true });
    expect(entered()).toEqual({});
    await page.getByRole('checkbox', { name: 'Send an empty password' }).click();
    expect(entered()).toEqual({ secret: null });
    await expect.element(field(/^Password/)).toBeDisabled();
    await expectAccessible();
    await page.getByRole('checkbox', { name: 'Send an empty password' }).click();
    expect(entered()).toEqual({});
  });
});
