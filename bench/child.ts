import { spawn } from 'node:child_process';

/** Runs a script in a fresh Node and parses the last line that it prints as JSON. */
export async function child<T>(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<T> {
  const process_ = spawn(process.execPath, ['--max-old-space-size=12288', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let text = '';
  process_.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    process_.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}
