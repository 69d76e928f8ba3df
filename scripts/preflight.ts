import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowser } from '#test/support/findBrowser.ts';

/** Something that the tests need from the machine. */
export type Need = 'browser' | 'dbus' | 'keyring';

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Which package manager there is; null for one we do not know. */
  readonly manager: 'apt' | 'dnf' | 'pacman' | null;
  readonly root: boolean;
}

const packages: Record<NonNullable<Machine['manager']>, Record<Need, string>> = {
  apt: { browser: 'chromium', dbus: 'dbus', keyring: 'gnome-keyring' },
  dnf: { browser: 'chromium', dbus: 'dbus-daemon', keyring: 'gnome-keyring' },
  pacman: { browser: 'chromium', dbus: 'dbus', keyring: 'gnome-keyring' },
};
const installing = { apt: 'apt-get install -y', dnf: 'dnf install -y', pacman: 'pacman -S --noconfirm' };
const words: Record<Need, string> = {
  browser: 'Chromium or Chrome',
  dbus: 'dbus-run-session',
  keyring: 'gnome-keyring-daemon',
};

/** The one command that brings what is missing. */
export function installCommand({ platform, manager, root }: Machine, missing: readonly Need[]): string {
  if (platform !== 'linux' || !manager) return 'npx playwright install chromium';
  const names = missing.map((need) => packages[manager][need]).join(' ');
  return `${root ? '' : 'sudo '}${installing[manager]} ${names}`;
}

/** What to tell a person whose machine we may not change. */
export function missingMessage(machine: Machine, missing: readonly Need[]): string {
  const list = missing.map((need) => words[need]).join(', ');
  return `The tests need ${list}. Install with:\n\n  ${installCommand(machine, missing)}\n`;
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function whatIsMissing(): Need[] {
  const missing: Need[] = findBrowser() ? [] : ['browser'];
  if (process.platform !== 'linux') return missing;
  if (!onPath('dbus-run-session')) missing.push('dbus');
  if (!onPath('gnome-keyring-daemon')) missing.push('keyring');
  return missing;
}

function thisMachine(): Machine {
  const managers = [
    ['apt-get', 'apt'],
    ['dnf', 'dnf'],
    ['pacman', 'pacman'],
  ] as const;
  const manager = managers.find(([program]) => onPath(program))?.[1] ?? null;
  return { platform: process.platform, manager, root: process.getuid?.() === 0 };
}

function installWithApt(missing: readonly Need[]): void {
  const names = missing.map((need) => packages.apt[need]);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options: SpawnSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'], env };
  console.log(`Installing ${names.join(', ')} …`);
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
}

/** Brings what the tests need, where it may (Debian as root); otherwise says what is missing. Null means that all is there. */
export function preflight(): string | null {
  const before = whatIsMissing();
  if (before.length === 0) return null;
  const machine = thisMachine();
  if (machine.manager === 'apt' && machine.root) installWithApt(before);
  const missing = whatIsMissing();
  return missing.length === 0 ? null : missingMessage(machine, missing);
}
