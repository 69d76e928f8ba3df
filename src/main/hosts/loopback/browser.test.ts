import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { openBrowser, openLink, removeForward } from './browser.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A desktop whose launcher only writes down what it was given. */
function desktop() {
  const folder = temporaryFolder();
  const given = join(folder, 'given');
  for (const name of ['xdg-open', 'open'])
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${given}.part'; mv '${given}.part' '${given}'\n`,
      { mode: 0o755 },
    );
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  vi.stubEnv('DISPLAY', ':0');
  return () => expect.poll(() => (existsSync(given) ? readFileSync(given, 'utf8') : ''), { timeout: 10_000 });
}

describe.runIf(process.platform === 'linux')('a browser', () => {
  test('is asked to open exactly the address, whatever a shell would make of it', async () => {
    const given = desktop();
    const address = 'http://127.0.0.1:1/open?a=$(id)&b="c" d;e#token';
    expect(openBrowser(address)).toBe(true);
    await given().toBe(`${address}\n`);
  });

  test.each([
    ['', '', false],
    [':0', '', true],
    ['', 'wayland-0', true],
  ])('can be asked where there is a screen: DISPLAY=%j WAYLAND_DISPLAY=%j', (display, wayland, asked) => {
    desktop();
    vi.stubEnv('DISPLAY', display);
    vi.stubEnv('WAYLAND_DISPLAY', wayland);
    expect(openBrowser('http://127.0.0.1:1/')).toBe(asked);
  });

  test('that is not installed ends nothing', async () => {
    vi.stubEnv('DISPLAY', ':0');
    vi.stubEnv('PATH', temporaryFolder());
    expect(openBrowser('http://127.0.0.1:1/')).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('the file that forwards to a link', () => {
  const link = 'http://127.0.0.1:1/open#abc';
  const forward = (data: string) => join(data, 'open.html');

  test('is this person’s alone, and goes when it was used', () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    const data = temporaryFolder();
    openLink(data, link);
    expect(statSync(forward(data)).mode & 0o777).toBe(0o600);
    expect(readFileSync(forward(data), 'utf8')).toContain(`location.replace("${link}")`);
    openLink(data, `${link}2`);
    expect(readFileSync(forward(data), 'utf8')).toContain(`"${link}2"`);
    removeForward(data);
    removeForward(data);
    expect(existsSync(forward(data))).toBe(false);
  });

  test('is never written through a link that somebody else put there', () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    const data = temporaryFolder();
    const theirs = join(data, 'theirs');
    writeFileSync(theirs, 'before');
    symlinkSync(theirs, forward(data));
    openLink(data, link);
    expect(readFileSync(theirs, 'utf8')).toBe('before');
    expect(readFileSync(forward(data), 'utf8')).toContain(link);
  });

  test.runIf(process.platform === 'linux')('is what the launcher is told, and the link is not', async () => {
    const given = desktop();
    const data = temporaryFolder();
    openLink(data, link);
    await given().toBe(`${pathToFileURL(forward(data)).href}\n`);
  });
});
