import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { childEnvironment } from '#test/support/hostProcess.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { stylesDefinition } from '#test/support/stylesDefinition.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { projectRoot } from '../../../scripts/projectRoot.ts';

const started = z.object({ address: z.url(), port: z.int(), operations: z.int() });

/** Starts `patchbay mock` as built, and waits until it serves. */
async function startMock(args: readonly string[], data = temporaryFolder()) {
  const child = spawn(process.execPath, [join(projectRoot, 'out/main/cli.js'), 'mock', ...args, '--json'], {
    env: childEnvironment(data),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.trimEnd().endsWith('}')) break;
  }
  return { child, ...started.parse(JSON.parse(text)) };
}

function writeDefinition(folder: string): string {
  const file = join(folder, 'styles.json');
  writeFileSync(file, JSON.stringify(stylesDefinition));
  return file;
}

it('serves a document without a console, refuses what does not fit it, and ends on a signal', async () => {
  const { child, address, operations } = await startMock([writeDefinition(temporaryFolder()), '--validate']);
  expect(operations).toBe(6);
  expect((await fetch(`${address}/things/latest`)).status).toBe(200);
  expect((await fetch(`${address}/things`, { headers: { 'x-key': 'k' } })).status).toBe(422);
  expect((await fetch(`${address}/things`)).status).toBe(401);
  child.kill('SIGTERM');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});

it('serves the definition of an integration', async () => {
  const data = temporaryFolder();
  const { json } = commandLine(data);
  const file = writeDefinition(data);
  expect((await json(['import', file, '--name', 'styles'])).code).toBe(0);
  const { address, port } = await startMock(['styles', '--no-security', '--status', '404'], data);
  expect(address).toBe(`http://127.0.0.1:${port}/v1`);
  expect((await fetch(`${address}/things/1`)).status).toBe(404);
});

it('says that a port is taken', async () => {
  const file = writeDefinition(temporaryFolder());
  const { port } = await startMock([file]);
  const { code, answer } = await commandLine().json(['mock', file, '--port', String(port)]);
  expect(code).toBe(1);
  expect(answer).toMatchObject({ error: { code: 'CONFLICT', kept: 'No mock server was started.' } });
});
