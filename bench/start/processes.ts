import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Started {
  readonly child: ChildProcess;
  /** What `wanted` captured from the output. */
  readonly match: RegExpExecArray;
  /** Milliseconds since the launch, by `performance.now()`. */
  readonly launchedAt: number;
}

/** Starts a program and waits until its output matches. */
export function start(
  command: string,
  args: readonly string[],
  wanted: RegExp,
  env: NodeJS.ProcessEnv = {},
): Promise<Started> {
  const launchedAt = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const match = wanted.exec(text);
      if (match) resolve({ child, match, launchedAt });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${text}`)));
  });
}

/** Ends a program and waits for its end. */
export async function end({ child }: Started): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.removeAllListeners('exit');
  child.once('exit', () => undefined);
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await Promise.race([ended, new Promise((resolve) => child.once('close', resolve))]);
  clearTimeout(late);
}

/** Resident memory of a process in bytes; only where the system tells it under /proc. */
export function residentBytes({ child }: Started): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
