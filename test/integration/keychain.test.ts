import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { vaultState } from '#contract/vault.ts';
import {
  bareEnvironment,
  type KeyringSession,
  neverPrompt,
  startKeyringSession,
} from '#test/support/keyringSession.ts';

const program = resolve(import.meta.dirname, '../support/keyringChild.ts');
const answer = z.object({
  state: vaultState,
  startMs: z.number(),
  busy: z.boolean(),
  value: z.string().nullish(),
  code: z.string().optional(),
});
const password = 'password of the throwaway keyring';
const secret = 'sk-live-in-a-real-keychain';

let folder: string;
let session: KeyringSession | undefined;
const home = () => join(folder, 'home');

/** Runs a Patchbay in an environment until it has answered. */
async function patchbay(env: NodeJS.ProcessEnv, ...words: string[]): Promise<z.infer<typeof answer>> {
  const child = spawn(process.execPath, [program, join(folder, 'data'), ...words], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), gone.then(() => ['the program ended without an answer'])]);
  child.kill('SIGKILL');
  await gone;
  return answer.parse(JSON.parse(String(line)));
}

async function inSession(unlockWith: string | null, ...words: string[]): Promise<z.infer<typeof answer>> {
  session = await startKeyringSession(home(), unlockWith);
  const result = await patchbay(session.env, ...words);
  await session.end();
  return result;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-keychain-'));
  mkdirSync(home(), { mode: 0o700 });
});
afterEach(async () => {
  await session?.end();
  session = undefined;
  rmSync(folder, { recursive: true });
});

describe.runIf(process.platform === 'linux')('on a real Secret Service', () => {
  test('keeps the master key there, over restarts of Patchbay and of the keyring', async () => {
    const first = await inSession(password, 'seal', secret);
    expect(first).toMatchObject({
      value: '••••hain',
      state: { status: 'unlocked', method: 'keychain', keychain: 'available' },
    });
    expect(await inSession(password, 'rekey')).toMatchObject({ value: secret });
    expect(await inSession(password, 'open')).toMatchObject({
      value: secret,
      state: { status: 'unlocked', sealed: 1 },
    });
    const keyring = readFileSync(join(home(), '.local/share/keyrings/login.keyring'));
    expect(keyring.includes('Patchbay')).toBe(false);
  });

  test('says that a locked keyring is locked, and opens the secret once it is unlocked', async () => {
    await inSession(password, 'seal', secret);
    const locked = await inSession(null, 'open');
    expect(locked).toMatchObject({ code: 'VAULT_LOCKED', state: { status: 'locked', keychain: 'locked', sealed: 1 } });
    expect(locked.state.reason).toContain('Unlock the keychain');
    expect(await inSession(password, 'open')).toMatchObject({ value: secret });
  });

  test('does not wait for a prompt that nobody answers', async () => {
    await inSession(password, 'seal', secret);
    neverPrompt(home());
    const waiting = await inSession(null, 'open');
    expect(waiting).toMatchObject({
      code: 'VAULT_LOCKED',
      busy: true,
      state: { status: 'locked', keychain: 'locked' },
    });
    expect(waiting.startMs).toBeLessThan(8_000);
  });

  test('does not wait for a keyring that hangs', async () => {
    await inSession(password, 'seal', secret);
    session = await startKeyringSession(home(), password);
    session.keyring?.kill('SIGSTOP');
    const hanging = await patchbay(session.env, 'open');
    expect(hanging).toMatchObject({ code: 'VAULT_LOCKED', state: { status: 'locked', sealed: 1 } });
    expect(hanging.startMs).toBeLessThan(8_000);
  });

  test('offers a choice on a new folder without a bus, and falls back to no other store', async () => {
    const first = await patchbay(bareEnvironment(home()), 'seal', secret);
    expect(first).toMatchObject({
      code: 'VAULT_LOCKED',
      state: { status: 'setup', method: null, keychain: 'unavailable' },
    });
    expect(first.state.reason).toContain('Choose a passphrase');
  });

  test('keeps secrets sealed on a folder that was set up with a keychain, when the bus is gone', async () => {
    await inSession(password, 'seal', secret);
    const without = await patchbay(bareEnvironment(home()), 'open');
    expect(without).toMatchObject({
      code: 'VAULT_LOCKED',
      state: { status: 'locked', keychain: 'unavailable', sealed: 1 },
    });
    expect(await inSession(password, 'open')).toMatchObject({ value: secret });
  });
});
