import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pipeIn, said, typeIn } from '#test/support/commandRig.ts';
import { createMemoryKeychain, type MemoryKeychain } from '#test/support/keyring.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { vaultRig } from '#test/support/vaultRig.ts';
import { type Client, NeedsOwnConsole } from '../commandConsole.ts';
import { unlockForCommand, vaultPassphrase, vaultSetup, vaultStatus, vaultWords } from './vault.ts';

const passphrase = 'correct horse battery staple';
const another = 'seven small boats at anchor';

function fileOf(text: string): string {
  const path = join(temporaryFolder(), 'passphrase');
  writeFileSync(path, `${text}\nnot this line\n`);
  return path;
}

const none = () => createMemoryKeychain('unavailable');

/** What the commands of the vault see of a console, that of the command and one that is shared. */
async function commandRig(keychain?: MemoryKeychain) {
  const rig = await vaultRig(keychain);
  const client = rig.client as Client;
  onTestFinished(() => {
    process.exitCode = undefined;
  });
  return { client, own: { client, isShared: false }, shared: { client, isShared: true }, output: said() };
}

/** A console without a keychain, its vault under the passphrase and locked. */
async function locked() {
  const rig = await commandRig(none());
  await rig.client.vault.setUp({ method: 'passphrase', passphrase });
  await rig.client.vault.lock();
  return rig;
}

test.each([
  [{ status: 'setup', method: null }, 'not set up'],
  [{ status: 'unlocked', method: 'keychain' }, 'unlocked (keychain)'],
  [{ status: 'locked', method: 'passphrase' }, 'locked (passphrase)'],
  [{ status: 'unlocked', method: 'session' }, 'unlocked (for this session only)'],
] as const)('%o is in words: %s', (state, words) => expect(vaultWords(state)).toBe(words));

describe('status', () => {
  test('says how it stands, and ends with 6 where secrets cannot be used', async () => {
    const { own, output, client } = await commandRig(none());
    await vaultStatus(own, output, {});
    expect([process.exitCode, output.lines.splice(0)]).toEqual([
      6,
      ['Vault: not set up', 'Keychain: unavailable', 'Stored secrets: 0', expect.any(String)],
    ]);
    await client.vault.setUp({ method: 'session' });
    process.exitCode = undefined;
    await vaultStatus(own, output, {});
    expect([process.exitCode, output.lines[0]]).toEqual([undefined, 'Vault: unlocked (for this session only)']);
    expect(output.values.at(-1)).toEqual(await client.vault.state());
  });

  test('of a shared console is told by one of its own, unless it is open', async () => {
    const { shared, output, client } = await locked();
    await expect(vaultStatus(shared, output, {})).rejects.toBeInstanceOf(NeedsOwnConsole);
    await expect(vaultStatus(shared, output, { passphraseFile: fileOf(passphrase) })).rejects.toBeInstanceOf(
      NeedsOwnConsole,
    );
    expect([(await client.vault.state()).status, output.lines]).toEqual(['locked', []]);
    await client.vault.unlock({ passphrase });
    await vaultStatus(shared, output, {});
    expect([process.exitCode, output.lines[0]]).toEqual([undefined, 'Vault: unlocked (passphrase)']);
  });

  test('opens it where a passphrase is given', async () => {
    const { own, output } = await locked();
    await vaultStatus(own, output, { passphraseFile: fileOf(passphrase) });
    expect([process.exitCode, output.lines[0]]).toEqual([undefined, 'Vault: unlocked (passphrase)']);
  });
});

describe('a command that needs secrets', () => {
  test('opens the vault by a file or at the terminal, and by nothing else', async () => {
    const { own, client } = await locked();
    pipeIn(`${passphrase}\n`);
    await expect(unlockForCommand(own, {})).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
      data: { kept: 'Nothing was stored or sent.', todo: expect.stringContaining('--passphrase-file') },
    });
    expect(process.stdin.readableEnded).toBe(false);
    await expect(unlockForCommand(own, { passphraseFile: fileOf(another) })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    await unlockForCommand(own, { passphraseFile: fileOf(passphrase) });
    expect((await client.vault.state()).status).toBe('unlocked');
    await client.vault.lock();
    const terminal = typeIn(passphrase, 'not asked');
    await unlockForCommand(own, {});
    expect([(await client.vault.state()).status, terminal.left()]).toEqual(['unlocked', 1]);
    // One that is open asks nobody, and reads no file.
    await unlockForCommand(own, { passphraseFile: '/none' });
    expect(terminal.left()).toBe(1);
  });

  test('asks the keychain where it has the key', async () => {
    const { own, client } = await commandRig();
    await client.vault.lock();
    pipeIn('');
    await unlockForCommand(own, {});
    expect((await client.vault.state()).status).toBe('unlocked');
  });

  test('says what makes a vault where there is none', async () => {
    const { own, shared } = await commandRig(none());
    await expect(unlockForCommand(own, { passphraseFile: fileOf(passphrase) })).rejects.toMatchObject({
      code: 'NOT_SET_UP',
      data: { todo: 'Run patchbay vault setup --method passphrase.' },
    });
    await expect(unlockForCommand(shared, {})).rejects.toBeInstanceOf(NeedsOwnConsole);
  });
});

describe('setup', () => {
  test('of a passphrase takes the first line of a file, and refuses a second one', async () => {
    const { client, output } = await commandRig(none());
    await vaultSetup(client, output, { method: 'passphrase', passphraseFile: fileOf(passphrase) });
    expect(output.lines[0]).toBe('Vault: unlocked (passphrase)');
    await client.vault.lock();
    await client.vault.unlock({ passphrase });
    await expect(
      vaultSetup(client, output, { method: 'passphrase', passphraseFile: fileOf(another) }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { kept: 'Nothing was changed.', todo: 'Change it with patchbay vault passphrase.' },
    });
    await client.vault.lock();
    await client.vault.unlock({ passphrase });
  });

  test('of a passphrase at the terminal asks for it twice', async () => {
    const { client, output } = await commandRig(none());
    const terminal = typeIn(passphrase, passphrase);
    await vaultSetup(client, output, { method: 'passphrase' });
    expect([terminal.left(), (await client.vault.state()).method]).toEqual([0, 'passphrase']);
  });

  test.each([[true], [false]])(
    'into the keychain asks for the passphrase, also where the vault is open: %s',
    async (isOpen) => {
      const { client, output } = await commandRig();
      await client.vault.setUp({ method: 'passphrase', passphrase });
      if (!isOpen) await client.vault.lock();
      pipeIn(`${passphrase}\n`);
      await expect(vaultSetup(client, output, { method: 'keychain' })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
      await expect(
        vaultSetup(client, output, { method: 'keychain', passphraseFile: fileOf(another) }),
      ).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
      expect((await client.vault.state()).method).toBe('passphrase');
      await vaultSetup(client, output, { method: 'keychain', passphraseFile: fileOf(passphrase) });
      expect(output.lines).toEqual(['Vault: unlocked (keychain)', 'Keychain: available', 'Stored secrets: 0']);
    },
  );
});

describe('another passphrase', () => {
  test('comes in the place of the first', async () => {
    const { client, output } = await locked();
    const files = { passphraseFile: fileOf(passphrase), newPassphraseFile: fileOf(another) };
    await vaultPassphrase(client, output, files);
    await client.vault.lock();
    await expect(client.vault.unlock({ passphrase })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await client.vault.unlock({ passphrase: another });
    const terminal = typeIn(another, passphrase, passphrase);
    await vaultPassphrase(client, output, {});
    expect(terminal.shown()).toBe('Passphrase of the vault: \nNew passphrase: \nOnce more: \n');
  });

  test('is for vaults that have one', async () => {
    const { client, output } = await commandRig();
    pipeIn('');
    await expect(vaultPassphrase(client, output, {})).rejects.toMatchObject({
      code: 'NOT_SET_UP',
      data: { todo: 'Set one with patchbay vault setup --method passphrase.' },
    });
  });
});
