import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startProcess } from '#test/support/hostProcess.ts';
import { exchangeToken } from '#test/support/signIn.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

/** A folder with a browser launcher that only writes down what it was given. */
function fakeLauncher(): { folder: string; given: string } {
  const folder = temporaryFolder();
  const given = join(folder, 'given');
  for (const name of ['xdg-open', 'open'])
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${given}'\n`, { mode: 0o755 });
  return { folder, given };
}

describe.runIf(process.platform !== 'win32')('opening the console in a browser', () => {
  it('hands the link over by a file of this person, gone after use, and never by an argument', async () => {
    const { folder, given } = fakeLauncher();
    const data = temporaryFolder();
    const env = { PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':0' };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const child = startProcess('loopback', ['--json'], data);
    await vi.waitFor(() => expect(existsSync(given)).toBe(true), { timeout: 30_000, interval: 50 });
    const argument = await vi.waitFor(() => {
      const text = readFileSync(given, 'utf8').trim();
      expect(text).toMatch(/\.html$/);
      return text;
    });
    expect(argument).toMatch(/^file:\/\//);
    const file = fileURLToPath(argument);
    expect(modeOf(file)).toBe('600');
    const link = /"(http:[^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    expect((await exchangeToken(link)).status).toBe(200);
    expect(existsSync(file)).toBe(false);
    child.kill('SIGTERM');
  });

  it('keeps an older data folder and its lock to this person', async () => {
    const data = join(temporaryFolder(), 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'host.lock'), '');
    chmodSync(data, 0o755);
    chmodSync(join(data, 'host.lock'), 0o644);
    const child = startProcess('loopback', ['--json', '--no-open'], data);
    await vi.waitFor(() => expect(existsSync(join(data, 'host.json'))).toBe(true), { timeout: 30_000, interval: 50 });
    expect([modeOf(data), modeOf(join(data, 'host.lock'))]).toEqual(['700', '600']);
    child.kill('SIGTERM');
  });

  it('keeps the socket of a data folder with a long path where nobody else can find it', async () => {
    const data = join(temporaryFolder(), 'x'.repeat(100));
    mkdirSync(data, { recursive: true });
    const child = startProcess('loopback', ['--json', '--no-open'], data);
    const place = join(data, 'console.socket.json');
    await vi.waitFor(() => expect(existsSync(place)).toBe(true), { timeout: 30_000, interval: 50 });
    const { socket } = z.object({ socket: z.string() }).parse(JSON.parse(readFileSync(place, 'utf8')));
    expect([modeOf(place), modeOf(join(socket, '..')), modeOf(socket)]).toEqual(['600', '700', '600']);
    child.kill('SIGTERM');
  });
});
