import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePath, pageFile } from './builtPages.ts';

describe('pageFile', () => {
  let folder = '';
  const root = () => join(folder, 'renderer');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-pages-'));
    mkdirSync(join(root(), 'assets.js'), { recursive: true });
    mkdirSync(join(folder, 'renderer-other'));
    writeFileSync(join(root(), 'index.html'), 'page');
    writeFileSync(join(root(), 'a.js'), 'script');
    writeFileSync(join(root(), 'a.exe'), 'program');
    writeFileSync(join(folder, 'secret.js'), 'secret');
    writeFileSync(join(folder, 'renderer-other/x.js'), 'secret');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const text = async (path: string) => {
    const found = await pageFile(root(), path);
    return found && Buffer.from(found.bytes).toString();
  };

  it('finds files, and the page for addresses without an extension', async () => {
    expect(await text('/a.js')).toBe('script');
    expect(await text('/')).toBe('page');
    expect(await text('/integrations/1')).toBe('page');
  });

  it('gives nothing for folders, for missing files and for types that are not served', async () => {
    for (const path of ['/assets.js', '/b.js', '/a.js/b.js', '/a.exe']) expect(await text(path), path).toBeNull();
  });

  it('gives nothing outside its folder', async () => {
    for (const path of ['/../secret.js', '/../renderer-other/x.js', '/../../etc', '/..']) {
      expect(await text(path), path).toBeNull();
    }
  });

  it('never reads outside its folder, whatever is asked', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      'secret',
      'secret.js',
      'renderer-other',
      'x.js',
      '',
      '%2e%2e',
      '\\..\\',
      '\0',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part), async (parts) => {
        const path = decodePath(`/${parts.join('/')}`);
        if (path !== null) expect(await text(path)).not.toBe('secret');
      }),
    );
  });
});

describe('decodePath', () => {
  it('refuses what no file of ours is called', () => {
    for (const path of ['/%', '/%c0%ae', '/%00', '/%5c', '/a\\b']) expect(decodePath(path), path).toBeNull();
  });

  it('resolves escapes once', () => {
    expect(decodePath('/%61%252e')).toBe('/a%2e');
  });
});
