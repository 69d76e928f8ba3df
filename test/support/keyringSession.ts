import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A desktop session of its own in a throwaway home: a message bus and, on it, GNOME's Secret Service. */
export interface KeyringSession {
  readonly env: NodeJS.ProcessEnv;
  /** The keyring's process; absent where none was wanted. */
  readonly keyring: ChildProcess | undefined;
  end(): Promise<void>;
}

const run = promisify(execFile);
const service = 'org.freedesktop.secrets';

/** The environment of a person at `home` who has no session at all. */
export function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const runtime = join(home, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: runtime, LANG: 'C.UTF-8' };
}

async function startBus(env: NodeJS.ProcessEnv): Promise<{ bus: ChildProcess; address: string }> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = await once(createInterface({ input: bus.stdout }), 'line');
  return { bus, address: String(address) };
}

async function hasOwner(env: NodeJS.ProcessEnv): Promise<boolean> {
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const method = 'org.freedesktop.DBus.NameHasOwner';
  const { stdout } = await run('dbus-send', [...call, method, `string:${service}`], { env });
  return stdout.includes('boolean true');
}

function startKeyring(env: NodeJS.ProcessEnv, password: string | null): ChildProcess {
  const unlock = password === null ? [] : ['--unlock'];
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...unlock], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.stdin.end(password ?? '');
  return keyring;
}

async function waitForKeyring(env: NodeJS.ProcessEnv): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await hasOwner(env))) if (Date.now() > until) throw new Error('gnome-keyring-daemon did not come up');
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Puts in the place of the password prompt one that never appears, so that an unlock waits. */
export function neverPrompt(home: string): void {
  const script = join(home, 'prompter');
  writeFileSync(script, `#!/bin/sh\necho $$ >> ${home}/prompters\nexec sleep 60\n`, { mode: 0o700 });
  const services = join(home, 'run', 'dbus-1', 'services');
  mkdirSync(services, { recursive: true });
  for (const name of ['org.gnome.keyring.SystemPrompter', 'org.gnome.keyring.PrivatePrompter']) {
    writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${script}\n`);
  }
}

function stopPrompters(home: string): void {
  const file = join(home, 'prompters');
  if (!existsSync(file)) return;
  for (const pid of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(file);
}

/** Starts a session. `password` unlocks the keyring, and makes it where it is missing; null leaves it as it is. */
export async function startKeyringSession(home: string, password: string | null): Promise<KeyringSession> {
  const bare = bareEnvironment(home);
  const { bus, address } = await startBus(bare);
  const env = { ...bare, DBUS_SESSION_BUS_ADDRESS: address };
  let keyring: ChildProcess | undefined;
  const end = async (): Promise<void> => {
    await stop(keyring);
    await stop(bus);
    stopPrompters(home);
  };
  try {
    keyring = startKeyring(env, password);
    await waitForKeyring(env);
  } catch (error) {
    await end();
    throw error;
  }
  return { env, keyring, end };
}
