import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Opens a URL in the person's browser. @returns whether a browser could be asked at all */
export function openBrowser(url: string): boolean {
  const [command, args] = launcher(url);
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return true;
}

function launcher(url: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}

const forwardFile = (dataDirectory: string): string => join(dataDirectory, 'open.html');

/**
 * Opens a link of the console by a file that forwards to it. Arguments of a program can be read by every user of the machine, a file of
 * mode 0600 by this one alone. The console removes it when the link was used.
 */
export function openLink(dataDirectory: string, link: string): boolean {
  const file = forwardFile(dataDirectory);
  removeForward(dataDirectory);
  const page = `<!doctype html><meta charset="utf-8"><title>Patchbay</title><script>location.replace(${JSON.stringify(link)})</script>\n`;
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' });
  return openBrowser(pathToFileURL(file).href);
}

export function removeForward(dataDirectory: string): void {
  rmSync(forwardFile(dataDirectory), { force: true });
}
