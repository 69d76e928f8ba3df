import { type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { projectRoot } from './projectRoot.ts';

const passedOn: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGINT'];

/** What shells report for a program that a signal ended: 128 plus its number. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

/**
 * Runs a program on this terminal and resolves to its exit code. Signals are passed on. Ctrl-C in a terminal reaches the
 * program by itself, so that SIGINT is passed on only where there is no terminal.
 */
export function runProgram(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { cwd: projectRoot, stdio: 'inherit', ...options });
  const forward = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of passedOn) process.on(signal, forward);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  }).finally(() => {
    for (const signal of passedOn) process.off(signal, forward);
  });
}
