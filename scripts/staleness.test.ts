import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, isStale, removeStamp, writeStamp } from './staleness.ts';

describe('staleness', () => {
  let root = '';
  const write = (file: string, text: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'patchbay-stale-'));
    write('src/main/a.ts', 'export const a = 1;');
    write('out/main/loopback.js', '1;');
    writeStamp(root, fingerprint(root));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is fresh right after a build', () => {
    expect(isStale(root)).toBe(false);
  });

  it('is stale when a source, a migration or the lockfile changed', () => {
    for (const file of ['src/main/a.ts', 'resources/migrations/sqlite/0001_x.sql', 'package-lock.json']) {
      writeStamp(root, fingerprint(root));
      write(file, 'changed');
      expect(isStale(root), file).toBe(true);
    }
  });

  it('is stale when a file was added, renamed or removed', () => {
    write('src/main/b.ts', '');
    expect(isStale(root)).toBe(true);
    writeStamp(root, fingerprint(root));
    renameSync(join(root, 'src/main/b.ts'), join(root, 'src/main/c.ts'));
    expect(isStale(root)).toBe(true);
    writeStamp(root, fingerprint(root));
    rmSync(join(root, 'src/main/c.ts'));
    expect(isStale(root)).toBe(true);
  });

  it('stays fresh when only times changed, or a test', () => {
    utimesSync(join(root, 'src/main/a.ts'), 1, 1);
    write('src/main/a.test.ts', 'test');
    expect(isStale(root)).toBe(false);
  });

  it('is stale when an output is missing, or the stamp cannot be read', () => {
    rmSync(join(root, 'out/main/loopback.js'));
    expect(isStale(root)).toBe(true);
    write('out/main/loopback.js', '1;');
    expect(isStale(root)).toBe(false);
    write('out/stamp.json', '{');
    expect(isStale(root)).toBe(true);
  });

  it('is stale when a source changed while it was built', () => {
    const before = fingerprint(root);
    write('src/main/a.ts', 'edited during the build');
    writeStamp(root, before);
    expect(isStale(root)).toBe(true);
  });

  it('is stale after the stamp is removed', () => {
    removeStamp(root);
    expect(isStale(root)).toBe(true);
  });
});
