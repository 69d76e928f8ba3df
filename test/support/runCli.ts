import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/projectRoot.ts';

/** A command line of `patchbay`, with what it reads from stdin. */
export interface Seed {
  readonly args: readonly string[];
  readonly input?: string;
}

/** Runs a command of the built CLI and gives its output. Throws with its words where it fails. */
export function runCli({ args, input = '' }: Seed, env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'out/main/cli.js'), ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    input,
  });
  if (status !== 0) throw new Error(`patchbay ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
