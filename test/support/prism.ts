import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const entry = fileURLToPath(import.meta.resolve('@stoplight/prism-cli'));

/** Serves a definition by Prism in a process of its own, which ends with the test. @returns the address */
export async function startPrism(file: string): Promise<string> {
  const child = spawn(process.execPath, [entry, 'mock', '-m', 'false', '-p', '0', file], {
    env: { ...process.env, NO_COLOR: '1', SCARF_ANALYTICS: 'false' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    const ended = child.exitCode === null ? once(child, 'close') : null;
    child.kill('SIGKILL');
    await ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address !== undefined) {
      // What it writes from now on is read and dropped, so that it never waits for a reader.
      child.stdout.resume();
      return address;
    }
  }
  throw new Error(`Prism does not serve ${file}`);
}

const violation = z.object({ location: z.array(z.string()), severity: z.string(), message: z.string() });

/** What Prism finds wrong with a request, by the header that it adds to its answer; empty where it finds nothing. */
export function violationsOf(header: string | undefined): string[] {
  if (header === undefined) return [];
  // A long list is cut; what is wrong with the request stands before what is wrong with the answer.
  if (!header.startsWith('[')) return header.includes('"location":["request"') ? [header] : [];
  return z
    .array(violation)
    .parse(JSON.parse(header))
    .filter(({ location: [place], severity }) => place === 'request' && severity === 'Error')
    .map(({ location, message }) => `${location.slice(1).join('.')} ${message}`);
}
