import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** The shell first: it draws the same pages without a window's frame, in about two thirds of the time. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];

function onPath(env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function inApplications(): string[] {
  return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
}

function inProgramFiles(env: NodeJS.ProcessEnv): string[] {
  const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((it) => it !== undefined);
  const places = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
  return folders.flatMap((folder) => places.map((place) => join(folder, place)));
}

/** A Chromium on this machine: Playwright's own, else an installed one; null where there is none. PATCHBAY_BROWSER names another. */
export function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const installed =
    platform === 'win32' ? inProgramFiles(env) : [...(platform === 'darwin' ? inApplications() : []), ...onPath(env)];
  const candidates = [env.PATCHBAY_BROWSER, chromium.executablePath(), ...installed];
  return candidates.find((it): it is string => Boolean(it) && existsSync(String(it))) ?? null;
}
