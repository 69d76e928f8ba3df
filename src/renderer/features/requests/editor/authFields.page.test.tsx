import { useState } from 'react';
import { describe, expect, inject, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { environmentId } from '#contract/common.ts';
import { connectionWith } from '#test/page/connections.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { AuthFields, type AuthFieldsProps } from './auth/AuthFields.tsx';
import type { AuthState } from './auth/authKinds.ts';

const depot = connectionWith();
const answers = {
  connections: {
    list: () => ({ rows: [{ ...depot, uses: 0 }], total: 1, all: 1, attention: 0 }),
    get: () => depot,
    kinds: () => inject('credentialForms'),
  },
};

/** Shows the fields, and answers what they stand at. */
async function showFields(first: Partial<AuthState> = {}, more: Partial<AuthFieldsProps> = {}) {
  const onChange = vi.fn<(state: AuthState) => void>();
  function Held() {
    const [state, setState] = useState<AuthState>({ auth: { kind: 'connection' }, connectionId: null, ...first });
    const change = (changes: Partial<AuthState>) => {
      const next = { ...state, ...changes };
      setState(next);
      onChange(next);
    };
    return <AuthFields {...state} integrationId={null} mayInherit={false} {...more} onChange={change} />;
  }
  const shown = await show(<Held />, { answers });
  return { ...shown, state: () => onChange.mock.calls.at(-1)?.[0] };
}

async function choose(kind: string) {
  await page.getByRole('combobox', { name: 'Authentication' }).click();
  await page.getByRole('option', { name: kind, exact: true }).click();
}

const kindField = () => page.getByRole('combobox', { name: 'Authentication' });

describe('how a request authenticates', () => {
  it('is nothing to begin with, and by a connection once one is chosen', async () => {
    const { state } = await showFields();
    await expect.element(kindField()).toHaveValue('None');
    await choose('Connection');
    await page.getByRole('combobox', { name: 'Connection' }).click();
    await page.getByRole('option', { name: /Depot key/ }).click();
    expect(state()).toEqual({ auth: { kind: 'connection' }, connectionId: depot.id });
    await expect.element(page.getByText('api.example.com')).toBeVisible();
    await expectAccessible();
    await choose('None');
    expect(state()).toEqual({ auth: { kind: 'connection' }, connectionId: null });
  });

  it.each([
    ['Basic', { 'User name': 'ada', Password: 'pw' }, { kind: 'basic', username: 'ada', password: 'pw' }],
    ['Digest', { 'User name': 'ada', Password: 'pw' }, { kind: 'digest', username: 'ada', password: 'pw' }],
    ['Bearer token', { Token: 'abc', Prefix: 'Token' }, { kind: 'bearer', token: 'abc', prefix: 'Token' }],
    ['API key', { Name: 'X-K', Value: 'abc' }, { kind: 'apiKey', in: 'header', name: 'X-K', value: 'abc' }],
    [
      'AWS Signature',
      {
        'Access key ID': 'A',
        'Secret access key': 'S',
        Region: 'eu-west-1',
        Service: 's3',
        'Session token': 'T',
      },
      {
        kind: 'awsSigV4',
        accessKeyId: 'A',
        secretAccessKey: 'S',
        region: 'eu-west-1',
        service: 's3',
        sessionToken: 'T',
      },
    ],
  ])('by hand as %s takes what is typed', async (kind, typed, auth) => {
    const { state } = await showFields();
    await choose(kind);
    for (const [label, value] of Object.entries(typed)) await page.getByLabelText(label, { exact: true }).fill(value);
    expect(state()?.auth).toEqual(auth);
    await expectAccessible();
  });

  it('takes a user name and password along to another kind', async () => {
    const { state } = await showFields({ auth: { kind: 'basic', username: 'ada', password: 'pw' } });
    await choose('Digest');
    expect(state()?.auth).toEqual({ kind: 'digest', username: 'ada', password: 'pw' });
  });

  it('is inherited only where something lies above, and says from where and what', async () => {
    await showFields();
    await kindField().click();
    await expect.element(page.getByRole('option', { name: /Inherit/ })).not.toBeInTheDocument();
    const inherited = {
      from: 'collection Orders',
      auth: { kind: 'bearer', token: '', prefix: '' },
      connectionId: null,
    } as const;
    const { state } = await showFields({}, { mayInherit: true, inherited });
    await choose('Inherit from the folder');
    expect(state()?.auth).toEqual({ kind: 'inherit' });
    await expect.element(page.getByText('From collection Orders: Bearer token')).toBeVisible();
    await expectAccessible();
  });

  it('says that nothing is sent where nothing above authenticates', async () => {
    await showFields({ auth: { kind: 'inherit' } }, { mayInherit: true });
    await expect.element(page.getByText(/Nothing above says how to authenticate/)).toBeVisible();
  });
});

describe('a secret that is typed', () => {
  it('is hidden until it is asked for, and said not to be kept', async () => {
    const connect = vi.fn();
    await showFields({ auth: { kind: 'bearer', token: '', prefix: 'Bearer' } }, { connect });
    const field = page.getByLabelText('Token', { exact: true });
    await field.fill('a-long-token');
    await expect.element(field).toHaveAttribute('type', 'password');
    await expect.element(page.getByText(/not kept when the request is saved/)).toBeVisible();
    await page.getByRole('button', { name: 'Show token' }).click();
    await expect.element(field).toHaveAttribute('type', 'text');
    await page.getByRole('button', { name: 'Keep them in a connection' }).click();
    expect(connect).toHaveBeenCalledOnce();
  });

  it('is no secret where it names a variable', async () => {
    await showFields({ auth: { kind: 'bearer', token: '{{apiToken}}', prefix: 'Bearer' } });
    await expect.element(page.getByLabelText('Token', { exact: true })).toHaveAttribute('type', 'text');
    await expect.element(page.getByText(/not kept when the request is saved/)).not.toBeInTheDocument();
  });

  it('that was left out is asked for again', async () => {
    await showFields({ auth: { kind: 'basic', username: 'ada', password: '••••' } });
    await expect.element(page.getByText('It was not kept. Enter it again.')).toBeVisible();
    await page.getByLabelText('Password', { exact: true }).click();
    await userEvent.keyboard('new');
    await expect.element(page.getByLabelText('Password', { exact: true })).toHaveValue('new');
    await expectAccessible();
  });

  it('is kept as a secret variable, whose name then stands there', async () => {
    const staging = environmentId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c41');
    const keepIn = [{ owner: { kind: 'environment', id: staging }, label: 'environment Staging' }] as const;
    const { console, state } = await showFields(
      { auth: { kind: 'bearer', token: 'a-long-token', prefix: '' } },
      { keepIn },
    );
    console.answer({
      environments: {
        setVariable: ({ name, kind }) => ({
          id: '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c42',
          name,
          kind,
          enabled: true,
          value: '',
          secretHint: null,
          allowed: false,
          description: '',
        }),
      },
    });
    await page.getByRole('button', { name: 'Keep as a secret variable' }).click();
    await page.getByRole('textbox', { name: 'Name of the variable' }).fill('apiToken');
    await expectAccessible();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await expect.poll(() => state()?.auth).toEqual({ kind: 'bearer', token: '{{apiToken}}', prefix: '' });
    expect(console.asked('environments.setVariable')).toMatchObject([
      { owner: { kind: 'environment', id: staging }, name: 'apiToken', kind: 'secret', secret: 'a-long-token' },
    ]);
  });
});
