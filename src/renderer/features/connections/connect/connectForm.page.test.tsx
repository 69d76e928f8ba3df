import { describe, expect, inject, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { integrationId } from '#contract/common.ts';
import type { CheckResult, RequirementChoice } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Integration } from '#contract/integrations.ts';
import type { VaultState } from '#contract/vault.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { connectionWith } from '#test/page/connections.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import '#test/page/provided.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ConnectForm } from './ConnectForm.tsx';
import { choicesOf } from './choices.ts';

const forms = inject('credentialForms');
const integration = {
  id: integrationId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11'),
  displayName: 'Depot',
} as Integration;
const vault: VaultState = {
  status: 'unlocked',
  method: 'passphrase',
  keychain: 'unavailable',
  sealed: 0,
  autoLockMinutes: null,
};

const scheme = (key: string, title: string, kind: 'apiKey' | 'basic' | null): RequirementChoice['schemes'][number] => ({
  key,
  title,
  kind,
  placement: kind === 'apiKey' ? { in: 'header', name: 'X-Key', prefix: '' } : null,
  unsupported: kind === null ? 'Patchbay does not know this scheme.' : null,
  scheme: null,
});
const byKey = { schemes: [scheme('key', 'Depot key', 'apiKey')], operations: 1 };
const byPassword = { schemes: [scheme('login', 'Login', 'basic')], operations: 1 };
const unknown = { schemes: [scheme('odd', 'Odd one', null)], operations: 1 };
const both = { schemes: [...byKey.schemes, ...byPassword.schemes], operations: 1 };

const works: CheckResult = {
  ok: true,
  outcome: 'works',
  at: 1_700_000_000_000,
  method: 'GET',
  url: 'https://api.example.com/me',
  status: 200,
  durationMs: 41.6,
  message: 'The key was accepted.',
  todo: null,
} as CheckResult;

interface Given {
  requirements?: RequirementChoice[];
  answers?: NonNullable<Answers['connections']>;
  hosts?: string[];
  openVault?: () => Promise<boolean>;
}

async function showForm({ requirements = [byKey], answers = {}, hosts = ['api.example.com'], openVault }: Given = {}) {
  const [onClose, onConnected] = [vi.fn(), vi.fn()];
  const shown = await show(
    <Dialog title="Connect Depot" onClose={onClose}>
      <ConnectForm
        integration={integration}
        choices={choicesOf(requirements, forms)}
        optional={false}
        hosts={hosts}
        onClose={onClose}
        onConnected={onConnected}
      />
    </Dialog>,
    {
      answers: {
        vault: { state: () => vault },
        tenants: { session: () => sessionIn(tenantWith(1, 'North')) },
        connections: answers,
      },
      ...(openVault && { actions: { openVault } }),
    },
  );
  return { ...shown, onClose, onConnected };
}

const field = (name: string | RegExp) => page.getByRole('textbox', { name });
const button = (name: string) => page.getByRole('button', { name });

describe('a connection', () => {
  it('is stored and checked, and says what came back', async () => {
    const made = connectionWith();
    const { console, onConnected, onClose } = await showForm({ answers: { create: () => made, check: () => works } });
    await expect.element(field(/^API key/)).toHaveFocus();
    await expect.element(button('Save and check')).toBeDisabled();
    await expectAccessible();
    await field(/^API key/).fill('key-1');
    await button('Save and check').click();
    await expect.element(page.getByText('The key was accepted.')).toBeVisible();
    await expect.element(page.getByText('GET https://api.example.com/me · 200 · 42 ms')).toBeVisible();
    expect(console.asked('connections.create')).toMatchObject([
      {
        integrationId: integration.id,
        schemeKey: 'key',
        kind: 'apiKey',
        allowedHosts: ['api.example.com'],
        values: { secret: 'key-1' },
      },
    ]);
    await expectAccessible();
    await button('Done').click();
    expect(onConnected).toHaveBeenCalledWith(made);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('that was refused is kept, changed and checked again, not made twice', async () => {
    const refused: CheckResult = {
      ...works,
      ok: false,
      outcome: 'failed',
      status: 401,
      message: 'The key was refused.',
      todo: 'Enter another.',
    };
    let checks = 0;
    const check = () => {
      checks += 1;
      return checks === 1 ? refused : works;
    };
    const { console } = await showForm({
      answers: { create: () => connectionWith(), update: () => connectionWith(), check },
    });
    await field(/^API key/).fill('key-1');
    await button('Save and check').click();
    await expect.element(page.getByRole('alert')).toMatchTextContent('The key was refused.');
    await expect.element(button('Keep and close')).toBeVisible();
    await field(/^API key/).fill('key-2');
    await button('Save and check again').click();
    await expect.element(page.getByText('The key was accepted.')).toBeVisible();
    expect(console.asked('connections.create')).toHaveLength(1);
    expect(console.asked('connections.update')).toMatchObject([{ values: { secret: 'key-2' } }]);
  });

  it('waits for the vault, and goes on once it is open', async () => {
    let open = false;
    const create = () => {
      if (!open) throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked.');
      return connectionWith();
    };
    const openVault = vi.fn(() => {
      open = true;
      return Promise.resolve(true);
    });
    await showForm({ answers: { create, check: () => works }, openVault });
    await field(/^API key/).fill('key-1');
    await button('Save and check').click();
    await expect.element(page.getByRole('alert')).toMatchTextContent('The vault is locked.');
    await expect.element(page.getByText('Nothing you entered was lost.')).toBeVisible();
    await button('Unlock the vault').click();
    await expect.element(page.getByText('The key was accepted.')).toBeVisible();
    expect(openVault).toHaveBeenCalledTimes(1);
  });

  it('asks before a secret that was typed is dropped', async () => {
    const { onClose } = await showForm();
    await field(/^API key/).fill('key-1');
    await userEvent.keyboard('{Escape}');
    const question = page.getByRole('dialog', { name: 'Close without saving?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect.element(field(/^API key/)).toHaveValue('key-1');
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('the ways to authenticate', () => {
  it('are chosen, and the name follows until it was changed', async () => {
    await showForm({ requirements: [byKey, byPassword] });
    await expect.element(field(/^Name/)).toHaveValue('Depot – Depot key');
    await page.getByRole('radio', { name: /Login/ }).click();
    await expect.element(field(/^Name/)).toHaveValue('Depot – Login');
    await expect.element(field(/^User name/)).toBeVisible();
    await field(/^Name/).fill('My own');
    await page.getByRole('radio', { name: /Depot key/ }).click();
    await expect.element(field(/^Name/)).toHaveValue('My own');
    await expectAccessible();
  });

  it('say why one cannot be used, and begin with one that can', async () => {
    await showForm({ requirements: [unknown, byPassword] });
    await expect.element(page.getByRole('radio', { name: /Odd one/ })).toBeDisabled();
    await expect.element(page.getByText('Patchbay does not know this scheme.')).toBeVisible();
    await expect.element(page.getByRole('radio', { name: /Login/ })).toBeChecked();
    await expectAccessible();
  });

  it('say that none of them can be used', async () => {
    await showForm({ requirements: [unknown] });
    await expect.element(page.getByText('This version of Patchbay supports none of these.')).toBeVisible();
    await expect.element(button('Save and check')).not.toBeInTheDocument();
  });

  it('need all their secrets where the API needs them together', async () => {
    await showForm({ requirements: [both] });
    await expect.element(page.getByText('The API needs all of these together.')).toBeVisible();
    await page
      .getByRole('group', { name: /^1\. / })
      .getByRole('textbox', { name: /^API key/ })
      .fill('key-1');
    await expect.element(button('Save and check')).toBeDisabled();
    const second = page.getByRole('group', { name: /^2\. / });
    await second.getByRole('textbox', { name: /^User name/ }).fill('ada');
    await second.getByRole('textbox', { name: /^Password/ }).fill('pass');
    await expect.element(button('Save and check')).toBeEnabled();
    await expectAccessible();
  });
});

describe('where a secret may go', () => {
  const hosts = () => page.getByRole('combobox', { name: 'Allowed hosts' });

  it('takes the host of an address that is pasted', async () => {
    await showForm({ hosts: [] });
    await expect.element(page.getByText('Without a host, the secret can’t be sent anywhere.')).toBeVisible();
    await hosts().fill('https://api.example.com/v1?x=1');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('api.example.com', { exact: true })).toBeVisible();
    await expect.element(page.getByText('Without a host, the secret can’t be sent anywhere.')).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('refuses what is no host, and keeps the others', async () => {
    await showForm();
    await hosts().fill('no host!');
    await userEvent.keyboard('{Enter}');
    await expect.element(hosts()).toHaveAttribute('aria-invalid', 'true');
    await expect.element(page.getByText('api.example.com', { exact: true })).toBeVisible();
    await expect.element(page.getByText('no host!')).not.toBeInTheDocument();
  });
});
