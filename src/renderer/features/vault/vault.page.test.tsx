import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type VaultState, vaultFaults } from '#contract/vault.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { openChangePassphrase, openMoveKey, openRekey } from './keyDialogs.tsx';
import { VaultDialog } from './VaultDialog.tsx';

const state: VaultState = {
  status: 'unlocked',
  method: 'passphrase',
  keychain: 'unavailable',
  sealed: 3,
  autoLockMinutes: null,
};
const setup: VaultState = { ...state, status: 'setup', method: null, sealed: 0 };
const locked: VaultState = { ...state, status: 'locked' };
const strong = 'seven boats leave at dawn';

const showDialog = (vault: NonNullable<Answers['vault']>, onClose = vi.fn()) =>
  show(<VaultDialog onClose={onClose} />, { answers: { vault } });
const field = (name: string) => page.getByRole('textbox', { name });
const button = (name: string) => page.getByRole('button', { name });
const choice = (name: string) => page.getByRole('radio', { name });

describe('setting up the vault', () => {
  it('offers the keychain where there is one', async () => {
    const onClose = vi.fn();
    const { console } = await showDialog(
      { state: () => ({ ...setup, keychain: 'available' }), setUp: () => ({ ...state, method: 'keychain' }) },
      onClose,
    );
    await expect.element(choice('Keychain of this computer')).toBeChecked();
    await expect.element(field('New passphrase')).not.toBeInTheDocument();
    await expectAccessible();
    await button('Set up the vault').click();
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(console.asked('vault.setUp')).toEqual([{ method: 'keychain' }]);
    await expect.element(page.getByRole('status')).toMatchTextContent('Vault set up');
  });

  it('says why there is no keychain, and asks for a passphrase twice', async () => {
    const { console } = await showDialog({ state: () => setup, setUp: () => state });
    await expect.element(choice('Keychain of this computer')).toBeDisabled();
    await expect.element(page.getByText('This computer has no keychain that Patchbay can use.')).toBeVisible();
    await expect.element(choice('A passphrase')).toHaveFocus();
    await field('New passphrase').fill('short');
    await expect.element(page.getByText(/more characters are needed\.$/)).toBeVisible();
    await field('New passphrase').fill(strong);
    await field('Confirm new passphrase').fill('something else');
    await expect.element(field('Confirm new passphrase')).toHaveAccessibleDescription('The passphrases don’t match.');
    await expect.element(button('Set up the vault')).toBeDisabled();
    await expectAccessible();
    await field('Confirm new passphrase').fill(strong);
    await button('Set up the vault').click();
    await expect.poll(() => console.asked('vault.setUp')).toEqual([{ method: 'passphrase', passphrase: strong }]);
  });

  it('forgets no secret of a session without saying so', async () => {
    const { console } = await showDialog({ state: () => setup, setUp: () => ({ ...state, method: 'session' }) });
    await choice('For this session only').click();
    await expect.element(page.getByText(/Secrets are forgotten when Patchbay closes/)).toBeVisible();
    await button('Set up the vault').click();
    await expect.poll(() => console.asked('vault.setUp')).toEqual([{ method: 'session' }]);
  });
});

describe('unlocking the vault', () => {
  it('takes the passphrase by Enter, and closes', async () => {
    const onClose = vi.fn();
    const { console } = await showDialog({ state: () => locked, unlock: () => state }, onClose);
    await expect.element(field('Passphrase')).toHaveFocus();
    await expect.element(button('Unlock')).toBeDisabled();
    await userEvent.keyboard(`${strong}{Enter}`);
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(console.asked('vault.unlock')).toEqual([{ passphrase: strong }]);
  });

  it('says at the field that the passphrase is wrong, and takes another', async () => {
    let tries = 0;
    const onClose = vi.fn();
    const wrong = vaultFaults.fault('PASSPHRASE_WRONG', 'The passphrase is wrong.', { field: 'passphrase' });
    const unlock = () => {
      tries += 1;
      if (tries === 1) throw wrong;
      return state;
    };
    await showDialog({ state: () => locked, unlock }, onClose);
    await field('Passphrase').fill('not that');
    await userEvent.keyboard('{Enter}');
    await expect.element(field('Passphrase')).toHaveAccessibleDescription('The passphrase is wrong.');
    await expect.element(field('Passphrase')).toHaveFocus();
    await expectAccessible();
    await field('Passphrase').fill(strong);
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
  });

  it('asks the keychain without a passphrase', async () => {
    const byKeychain: VaultState = {
      ...locked,
      method: 'keychain',
      keychain: 'locked',
      reason: 'The keychain is locked.',
    };
    const { console } = await showDialog({ state: () => byKeychain, unlock: () => ({ ...state, method: 'keychain' }) });
    await expect.element(page.getByText('The keychain is locked.')).toBeVisible();
    await expect.element(field('Passphrase')).not.toBeInTheDocument();
    await button('Unlock').click();
    await expect.poll(() => console.asked('vault.unlock')).toEqual([{}]);
  });

  it('stays open where the keychain did not open it', async () => {
    const onClose = vi.fn();
    const byKeychain: VaultState = { ...locked, method: 'keychain', keychain: 'locked' };
    await showDialog(
      { state: () => byKeychain, unlock: () => ({ ...byKeychain, reason: 'It was not unlocked.' }) },
      onClose,
    );
    await button('Unlock').click();
    await expect.element(page.getByText('It was not unlocked.')).toBeVisible();
    expect(onClose).not.toHaveBeenCalled();
  });

  it('says what went wrong where its state cannot be read', async () => {
    let broken = true;
    const read = () => {
      if (broken) throw vaultFaults.fault('VAULT_DAMAGED', 'The key record is damaged.');
      return locked;
    };
    await showDialog({ state: read });
    await expect.element(page.getByRole('alert')).toMatchTextContent('The key record is damaged.');
    broken = false;
    await button('Try again').click();
    await expect.element(field('Passphrase')).toBeVisible();
  });
});

describe('the key of the vault', () => {
  it('gets another passphrase, and says at its field that the one of now is wrong', async () => {
    let tries = 0;
    const changePassphrase = () => {
      tries += 1;
      if (tries === 1) throw vaultFaults.fault('PASSPHRASE_WRONG', 'The passphrase is wrong.', { field: 'passphrase' });
      return state;
    };
    const { console } = await show(null, { answers: { vault: { changePassphrase } } });
    openChangePassphrase();
    await field('Current passphrase').fill('wrong');
    await field('New passphrase').fill(strong);
    await field('Confirm new passphrase').fill(strong);
    await button('Change passphrase').click();
    await expect.element(field('Current passphrase')).toHaveAccessibleDescription('The passphrase is wrong.');
    await expect.element(field('Current passphrase')).toHaveFocus();
    await expectAccessible();
    await field('Current passphrase').fill('right');
    await button('Change passphrase').click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(console.asked('vault.changePassphrase').at(-1)).toEqual({ current: 'right', next: strong });
    await expect.element(page.getByRole('status')).toMatchTextContent('Passphrase changed');
  });

  it('is made anew, with how many secrets go along', async () => {
    const { console } = await show(null, { answers: { vault: { rekey: () => state } } });
    openRekey(state);
    await expect.element(page.getByRole('dialog')).toMatchTextContent('3 secrets sealed with it, all or none');
    await field('Passphrase').fill(strong);
    await expectAccessible();
    await button('Re-key').click();
    await expect.element(page.getByRole('status')).toMatchTextContent('New key in use; 3 secrets re-encrypted');
    expect(console.asked('vault.rekey')).toEqual([{ passphrase: strong }]);
  });

  it('moves elsewhere with the passphrase of now', async () => {
    const vault: VaultState = { ...state, keychain: 'available' };
    const { console } = await show(null, { answers: { vault: { setUp: () => ({ ...vault, method: 'keychain' }) } } });
    openMoveKey(vault);
    await expect.element(button('Move the key')).toBeDisabled();
    await field('Current passphrase').fill(strong);
    await button('Move the key').click();
    await expect.element(page.getByRole('status')).toMatchTextContent('3 secrets moved with it.');
    expect(console.asked('vault.setUp')).toEqual([{ method: 'keychain', current: strong }]);
  });

  it('asks for the passphrase where only the vault knows that there is one', async () => {
    const session: VaultState = { ...state, method: 'session' };
    let tries = 0;
    const setUp = () => {
      tries += 1;
      if (tries === 1)
        throw vaultFaults.fault('PASSPHRASE_WRONG', 'The passphrase of the vault is needed.', { field: 'current' });
      return { ...session, method: 'keychain' as const };
    };
    const { console } = await show(null, { answers: { vault: { setUp } } });
    openMoveKey({ ...session, keychain: 'available' });
    await button('Move the key').click();
    await expect
      .element(field('Current passphrase'))
      .toHaveAccessibleDescription('The passphrase of the vault is needed.');
    await field('Current passphrase').fill(strong);
    await button('Move the key').click();
    await expect.poll(() => console.asked('vault.setUp').at(-1)).toEqual({ method: 'keychain', current: strong });
  });
});
