import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { projectRoot } from './projectRoot.ts';

const listening = z.object({ event: z.literal('listening'), address: z.string(), link: z.string() });

/** A console that runs for the browser. */
export interface LoopbackProcess {
  /** Address without a token. */
  readonly address: string;
  /** Opens one session, once. */
  readonly link: string;
  /** Ends it as Ctrl-C does, and waits until it has ended. */
  stop(): Promise<void>;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The console has no output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The console ended before it listened.');
}

/** Starts the built loopback host without a browser; resolves when it listens. */
export async function startLoopback(env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<LoopbackProcess> {
  const entry = join(projectRoot, 'out/main/loopback.js');
  const child = spawn(process.execPath, [entry, '--no-open', '--json', ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { address, link } = listening.parse(JSON.parse(await firstLine(child)));
  child.stdout.resume();
  return { address, link, stop: () => stop(child) };
}
