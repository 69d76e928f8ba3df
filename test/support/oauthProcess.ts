import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { processFile } from './hostProcess.ts';

export interface OAuthProcess {
  /** The next line that it prints. */
  line(): Promise<string>;
  go(): void;
  /** Ends it the hard way and waits until it is gone. */
  kill(): Promise<void>;
}

/** Another process on the store of a rig; killed with the test at the latest. */
export function startOAuthProcess(folder: string, passphrase: string, mode: 'plain' | 'hang' = 'plain'): OAuthProcess {
  const child = spawn(process.execPath, [processFile('oauthChild'), folder, passphrase, mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    line: async () => {
      const { value } = await lines.next();
      return String(value);
    },
    go: () => void child.stdin.write('go\n'),
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
