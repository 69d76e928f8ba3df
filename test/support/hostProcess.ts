import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../scripts/projectRoot.ts';
import { processFolder } from '../../scripts/testProcesses.ts';

const listening = z.object({ event: z.literal('listening'), address: z.string(), link: z.string() });

/** The built loopback host in a process of its own. */
export interface HostProcess {
  readonly address: string;
  /** Opens one session, once. */
  readonly link: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal that it goes on after. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it by a signal and waits until it has ended. */
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }>;
}

/** The environment of a child process: its own data folder, and no keychain of the person who runs the tests. */
export function childEnvironment(data: string): NodeJS.ProcessEnv {
  return { ...process.env, PATCHBAY_DATA: data, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', NO_COLOR: '1' };
}

/** Scripts of this folder that tests run in a process of their own. */
export const builtProcesses = [
  'writerProcess',
  'killedAction',
  'mixedWork',
  'importChild',
  'oauthChild',
  'syncChild',
] as const;

/** What Node runs for a script of this folder: its bundle where `npm test` has made it, else its source. */
export function processFile(name: (typeof builtProcesses)[number]): string {
  const built = process.env.PATCHBAY_BUILT_WORKERS;
  return built === undefined ? join(import.meta.dirname, `${name}.ts`) : join(built, `${name}.js`);
}

/** Starts the built host, or one of the scripts; it is ended with the test where it still runs. */
export function startProcess(
  name: (typeof builtProcesses)[number] | 'loopback',
  args: readonly string[],
  data: string,
  nodeOptions: readonly string[] = [],
): ChildProcess {
  const file = join(name === 'loopback' ? join(projectRoot, 'out', 'main') : processFolder, `${name}.js`);
  const child = spawn(process.execPath, [...nodeOptions, file, ...args], {
    env: childEnvironment(data),
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

export async function startHostProcess(data: string, nodeOptions: readonly string[] = []): Promise<HostProcess> {
  const child = startProcess('loopback', ['--no-open', '--json'], data, nodeOptions);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const { address, link } = await firstLine(child, () => output);
  // Reading a line and then no more has paused it.
  child.stdout?.resume();
  return {
    address,
    link,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    kill: async (signal) => {
      const ended = once(child, 'close');
      child.kill(signal);
      await ended;
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

async function firstLine({ stdout }: ChildProcess, output: () => string): Promise<z.infer<typeof listening>> {
  if (stdout === null) throw new Error('The child has no output');
  for await (const line of createInterface({ input: stdout })) return listening.parse(JSON.parse(line));
  throw new Error(`The host ended before it listened:\n${output()}`);
}
