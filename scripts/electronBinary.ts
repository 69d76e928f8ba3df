import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from './projectRoot.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Some 110 MB; a person waits this long once, and can press Ctrl-C. */
const fetchLimitMs = 120_000;

const packageFolder = (root: string): string => join(root, 'node_modules/electron');
const failureFile = (root: string): string => join(root, '.cache/electron-fetch.json');

const manifest = z.object({ version: z.string() });
const failure = z.object({ version: z.string(), at: z.number() });

function readAs<T>(schema: z.ZodType<T>, file: string): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

const electronVersion = (root: string): string | undefined =>
  readAs(manifest, join(packageFolder(root), 'package.json'))?.version;

/** Electron's executable where it is whole and of the installed version, else null. */
export function electronBinary(root: string = projectRoot): string | null {
  const folder = packageFolder(root);
  try {
    if (readFileSync(join(folder, 'dist/version'), 'utf8').replace(/^v/, '').trim() !== electronVersion(root))
      return null;
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    return existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

/** Whether fetching this version failed within the last day. `now` is milliseconds since 1970. */
export function failedLately(now: number, root: string = projectRoot): boolean {
  const last = readAs(failure, failureFile(root));
  return last !== null && last.version === electronVersion(root) && now - last.at < dayMs;
}

export function rememberFailure(now: number, root: string = projectRoot): void {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(failureFile(root), JSON.stringify({ version: electronVersion(root), at: now }));
}

/** Fetches Electron's binary with its own installer, within a time limit. Says whether it is there afterwards. */
export function fetchElectron(root: string = projectRoot): boolean {
  const installer = join(packageFolder(root), 'install.js');
  if (!existsSync(installer)) return false;
  console.error(`Fetching Electron ${electronVersion(root)} (once) …`);
  spawnSync(process.execPath, [installer], {
    stdio: ['ignore', 'inherit', 'ignore'],
    timeout: fetchLimitMs,
    cwd: root,
  });
  const there = electronBinary(root) !== null;
  if (there) rmSync(failureFile(root), { force: true });
  else rememberFailure(Date.now(), root);
  return there;
}
