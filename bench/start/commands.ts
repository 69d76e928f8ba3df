import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ms, type Section } from '../report.ts';
import { median } from '../statistics.ts';
import { end, start } from './processes.ts';

const out = join(import.meta.dirname, '..', '..', 'out', 'main');
const passphrase = 'correct horse battery staple';

interface Command {
  readonly name: string;
  readonly line: readonly string[];
  readonly goal?: number;
}

/** Processor time of `patchbay send` beside curl, by itself and answered by a running console. */
export async function measureCommands(runs: number): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-command-'));
  const api = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  const url = await new Promise<string>((resolve) => {
    api.listen(0, '127.0.0.1', () => {
      const address = api.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    });
  });
  try {
    const [data, locked] = [join(folder, 'data'), join(folder, 'locked')];
    const words = join(folder, 'passphrase');
    writeFileSync(words, passphrase);
    for (const each of [data, locked]) await fill(each, url, words);
    const send = [process.execPath, join(out, 'cli.js'), 'send', 'items', 'items'];
    const alone = await measure(
      [
        { name: 'bare Node', line: [process.execPath, '-e', '0'] },
        { name: 'curl', line: ['curl', '-s', url] },
        { name: 'patchbay send, by itself', line: [...send, '--no-connection'], goal: 250 },
        { name: 'the same, its key under a passphrase', line: [...send, '--passphrase-file', words] },
      ],
      locked,
      runs,
    );
    const host = await start(process.execPath, [join(out, 'loopback.js'), '--no-open', '--json'], /"link":"([^"]+)"/, {
      PATCHBAY_DATA: data,
      PATCHBAY_KEYCHAIN: 'none',
    });
    const served = await measure(
      [{ name: 'patchbay send, answered by a running console', line: [...send, '--no-connection'], goal: 250 }],
      data,
      runs,
    );
    await end(host);
    return {
      title: 'A command',
      how: `User and system time of the process and its children by the shell’s \`times\`, median of ${runs} rounds of four after one that fills the caches, to a server that answers at once. What the running console computes for it is not counted. A passphrase is slow on purpose (scrypt).`,
      figures: [...alone, ...served],
    };
  } finally {
    api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A store with one integration and its key, whose vault is locked whenever a process begins. */
async function fill(data: string, url: string, words: string): Promise<void> {
  const definition = {
    openapi: '3.1.0',
    info: { title: 'Items', version: '1' },
    servers: [{ url }],
    security: [{ key: [] }],
    paths: { '/items': { get: { operationId: 'items', responses: { 200: { description: 'Items' } } } } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  };
  const cli = (...args: string[]) => [process.execPath, join(out, 'cli.js'), ...args];
  await run(cli('import', '-', '--name', 'items'), data, JSON.stringify(definition));
  await run(cli('vault', 'setup', '--method', 'passphrase', '--passphrase-file', words), data);
  await run(cli('connect', 'items', '--passphrase-file', words), data, 'a-key-for-the-bench\n');
}

async function measure(commands: readonly Command[], data: string, runs: number): Promise<Section['figures']> {
  const figures: Section['figures'][number][] = [];
  for (const { name, line, goal } of commands) {
    const times: number[] = [];
    for (let round = 0; round <= runs; round += 1) {
      const took = processorMs(
        await run(['sh', '-c', 'for _ in 1 2 3 4; do "$@" > /dev/null || exit; done; times', 'sh', ...line], data),
      );
      // A shell may count in hundredths of a second, so that it runs each four times.
      if (round > 0) times.push(took / 4);
    }
    const value = median(times);
    figures.push({
      name,
      value: ms(value),
      ...(goal === undefined ? {} : { goal: `≤ ${goal} ms`, met: value <= goal }),
    });
  }
  return figures;
}

/** User and system time in the last line of `times`, which is that of the shell's children. */
function processorMs(times: string): number {
  const [user = 0, system = 0] = [...(times.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60_000 * Number(minutes) + 1_000 * Number(seconds),
  );
  return user + system;
}

/** Runs a program to its end and gives what it printed; throws where it failed. */
async function run([program = '', ...args]: readonly string[], data: string, input = ''): Promise<string> {
  const env = { ...process.env, PATCHBAY_DATA: data, PATCHBAY_KEYCHAIN: 'none' };
  const child = spawn(program, args, { env });
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${child.exitCode}: ${stderr}`);
  return stdout;
}
