import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../scripts/projectRoot.ts';
import { childEnvironment } from './hostProcess.ts';
import { temporaryFolder } from './testConsole.ts';

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandOptions {
  /** What it reads from stdin; nothing otherwise. */
  readonly input?: string;
  /** Another program than the built command line, from the project's folder. */
  readonly entry?: string;
  /** Variables of the environment besides those of every command. */
  readonly env?: Readonly<Record<string, string>>;
  /** As NODE_OPTIONS. */
  readonly nodeOptions?: string;
}

/** Runs command lines of `patchbay` as built on one data folder, without a keychain. */
export function commandLine(data: string = temporaryFolder()) {
  const run = async (args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> => {
    const entry = join(projectRoot, options.entry ?? 'out/main/cli.js');
    const { nodeOptions: NODE_OPTIONS } = options;
    const env = { ...childEnvironment(data), ...options.env, ...(NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS }) };
    const child = spawn(process.execPath, [entry, ...args], { env, cwd: data });
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, stdout, stderr };
  };
  return {
    data,
    run,
    /** The same with `--json`, its answer parsed. */
    json: async (args: readonly string[], options: CommandOptions = {}) => {
      const { stdout, ...rest } = await run([...args, '--json'], options);
      const answer: unknown = JSON.parse(stdout);
      return { ...rest, answer };
    },
  };
}
