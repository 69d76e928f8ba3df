import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { commonFaults } from '#contract/fault.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { createLogFile, dataDirectory } from './dataFolder.ts';
import { faultLines } from './faultLines.ts';
import { nodeHost } from './nodeHost.ts';
import { programBuild, programVersion, projectRoot } from './programVersion.ts';

const home = homedir();

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ['linux', {}, join(home, '.config', 'Patchbay')],
  ['linux', { XDG_CONFIG_HOME: '/xdg' }, '/xdg/Patchbay'],
  ['linux', { APPDATA: '/appdata' }, join(home, '.config', 'Patchbay')],
  ['freebsd', {}, join(home, '.config', 'Patchbay')],
  ['darwin', { XDG_CONFIG_HOME: '/xdg' }, join(home, 'Library', 'Application Support', 'Patchbay')],
  ['win32', {}, join(home, 'AppData', 'Roaming', 'Patchbay')],
  ['win32', { APPDATA: '/appdata', XDG_CONFIG_HOME: '/xdg' }, '/appdata/Patchbay'],
  ['linux', { PATCHBAY_DATA: '/mine', XDG_CONFIG_HOME: '/xdg' }, '/mine'],
  ['darwin', { PATCHBAY_DATA: '/mine' }, '/mine'],
  ['win32', { PATCHBAY_DATA: '/mine' }, '/mine'],
  ['linux', { PATCHBAY_DATA: '' }, join(home, '.config', 'Patchbay')],
])('on %s with %o the data folder is %s', (platform, env, folder) => {
  expect(dataDirectory(env, platform)).toBe(folder);
});

// XDG Base Directory Specification, Basics: a path that is relative is invalid, and ignored; an empty variable is as one that is not set.
test.each(['', 'relative/config', '.'])(
  'a folder of the system that is no absolute path (%j) is passed over',
  (given) => {
    expect(dataDirectory({ XDG_CONFIG_HOME: given }, 'linux')).toBe(join(home, '.config', 'Patchbay'));
  },
);

test('an empty folder of Windows counts as none', () => {
  expect(dataDirectory({ APPDATA: '' }, 'win32')).toBe(join(home, 'AppData', 'Roaming', 'Patchbay'));
});

describe('the log', () => {
  const opened = (at = 1_750_000_000_000) => {
    const folder = join(temporaryFolder(), 'logs');
    const log = createLogFile(folder, () => at);
    return { folder, log, file: join(folder, 'patchbay.log'), before: join(folder, 'patchbay.1.log') };
  };

  test('is lines of JSON with their time, for its owner alone', () => {
    const { log, file, folder } = opened();
    log('warn', 'Something.', { n: 1, text: 'two\nlines' });
    log('error', 'Else.');
    expect(
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { at: '2025-06-15T15:06:40.000Z', level: 'warn', message: 'Something.', n: 1, text: 'two\nlines' },
      { at: '2025-06-15T15:06:40.000Z', level: 'error', message: 'Else.' },
    ]);
    expect([statSync(file).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('goes on in a new file where the old one is long, and keeps that one', () => {
    const { log, file, before } = opened();
    log('info', 'First.');
    truncateSync(file, 2_000_000);
    log('info', 'Second.');
    expect([statSync(file).size > 2_000_000, existsSync(before)]).toEqual([true, false]);
    log('info', 'Third.');
    expect(readFileSync(file, 'utf8')).toMatch(/^\{.*"Third\."\}\n$/);
    expect(readFileSync(before, 'utf8')).toContain('Second.');
    truncateSync(file, 2_000_001);
    log('info', 'Fourth.');
    expect(readFileSync(before, 'utf8')).toContain('Third.');
    expect(readFileSync(before, 'utf8')).not.toContain('Second.');
  });

  test('that cannot be written ends nothing, and goes to stderr', () => {
    const { log, file, folder } = opened();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder');
    let written = '';
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    onTestFinished(() => write.mockRestore());
    log('error', 'Lost.');
    expect(JSON.parse(written)).toMatchObject({ level: 'error', message: 'Lost.' });
    expect(existsSync(file)).toBe(false);
  });

  test('goes on in a folder that is there', () => {
    const { log, folder, file } = opened();
    log('info', 'First.');
    chmodSync(folder, 0o700);
    createLogFile(folder, () => 0)('info', 'Second.');
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });
});

test('a fault is what happened, what was kept and what to do, each where it is known', () => {
  const said = (data: object) => faultLines(commonFaults.fault('INVALID', 'No.', data));
  expect(said({})).toEqual(['No.']);
  expect(said({ todo: 'Do.', kept: 'Kept.' })).toEqual(['No.', 'Kept.', 'Do.']);
  expect(said({ todo: 'Do.' })).toEqual(['No.', 'Do.']);
});

describe('the program', () => {
  test('says its version and what it was built of', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    expect([programVersion(), programBuild(), programBuild('1.2.3')]).toEqual([
      version,
      `${version} source`,
      '1.2.3 source',
    ]);
  });

  test('finds its folder from any place in it, and the nearest one', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'a/b/c'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{}');
    expect([projectRoot(join(root, 'a/b/c')), projectRoot(root)]).toEqual([root, root]);
    writeFileSync(join(root, 'a/b/package.json'), '{}');
    expect(projectRoot(join(root, 'a/b/c'))).toBe(join(root, 'a/b'));
    expect(projectRoot('/')).toBe('/');
  });

  test('lends the console its folders, and opens nothing by itself', () => {
    const data = join(temporaryFolder(), 'data');
    const host = nodeHost('cli', data);
    expect(host).toMatchObject({ kind: 'cli', version: programVersion() });
    expect(host.paths.data).toBe(data);
    expect(existsSync(join(host.paths.resources, 'migrations'))).toBe(true);
    expect(host.openExternal('https://example.com')).toBe(false);
    host.log('info', 'Begun.');
    expect(readFileSync(join(data, 'logs', 'patchbay.log'), 'utf8')).toContain('Begun.');
  });
});
