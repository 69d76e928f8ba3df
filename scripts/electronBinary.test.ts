import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronBinary, failedLately, fetchElectron, rememberFailure } from './electronBinary.ts';

describe('electronBinary', () => {
  let root = '';
  let folder = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'patchbay-electron-'));
    folder = join(root, 'node_modules/electron');
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"45.0.0"}');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const install = (version: string) => {
    writeFileSync(join(folder, 'dist/version'), `v${version}`);
    writeFileSync(join(folder, 'dist/electron'), '');
    writeFileSync(join(folder, 'path.txt'), 'electron');
  };

  it('is there only whole and in the installed version', () => {
    expect(electronBinary(root)).toBeNull();
    install('44.0.0');
    expect(electronBinary(root)).toBeNull();
    install('45.0.0');
    expect(electronBinary(root)).toBe(join(folder, 'dist/electron'));
    rmSync(join(folder, 'dist/electron'));
    expect(electronBinary(root)).toBeNull();
  });

  it('remembers a failed fetch for a day and for that version', () => {
    const now = 1_800_000_000_000;
    expect(failedLately(now, root)).toBe(false);
    rememberFailure(now, root);
    expect(failedLately(now + 1000, root)).toBe(true);
    expect(failedLately(now + 25 * 60 * 60 * 1000, root)).toBe(false);
    writeFileSync(join(folder, 'package.json'), '{"version":"46.0.0"}');
    expect(failedLately(now + 1000, root)).toBe(false);
  });

  it('fetches with the installer of the package', () => {
    const script = `const fs = require('node:fs');
      fs.writeFileSync(__dirname + '/dist/version', '45.0.0');
      fs.writeFileSync(__dirname + '/dist/electron', '');
      fs.writeFileSync(__dirname + '/path.txt', 'electron');`;
    rememberFailure(Date.now(), root);
    writeFileSync(join(folder, 'install.js'), script);
    expect(fetchElectron(root)).toBe(true);
    expect(failedLately(Date.now(), root)).toBe(false);
  });

  it('remembers that the installer failed', () => {
    writeFileSync(join(folder, 'install.js'), 'process.exit(1)');
    expect(fetchElectron(root)).toBe(false);
    expect(failedLately(Date.now(), root)).toBe(true);
  });
});
