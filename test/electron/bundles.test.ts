import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from './launch.ts';

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const built = (pattern: string) => globSync(pattern, { cwd: projectFolder });
const importOf = (name: string) => new RegExp(`(?:from|import|require)\\s*\\(?\\s*["']${name}["']`);

describe('what is built', () => {
  it('has an entry for every host, and every worker beside them', () => {
    const files = built('out/main/*.js').map((file) => basename(file));
    const workers = built('src/main/**/*Worker.ts').map((file) => basename(file, '.ts'));
    expect(workers.length).toBeGreaterThan(0);
    expect(files).toEqual(expect.arrayContaining(['electron', 'loopback', 'cli', ...workers].map((it) => `${it}.js`)));
    expect(built('out/main/*/**/*.js')).toEqual([]);
  });

  it('knows Electron in the desktop program alone', () => {
    const knowing = built('out/main/*.js').filter((file) => importOf('electron').test(read(file)));
    expect(knowing.map((file) => basename(file))).toEqual(['electron.js']);
  });

  it('brings every library but the two with native parts', () => {
    const allowed = /^(?:node:|\.{1,2}\/|better-sqlite3$|keytar$|electron$)/;
    const names = built('out/main/*.js').flatMap((file) => [
      ...read(file).matchAll(/^import\s[^;]*?from "([^"]+)";$/gm),
    ]);
    expect(names.map(([, name]) => name ?? '').filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('has a page without anything inline that runs', () => {
    const page = read('out/renderer/index.html');
    const scripts = [...page.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, body] of scripts) {
      expect(attributes).toMatch(/ src="\/(assets\/|prelude\.js")/);
      expect(body).toBe('');
    }
    expect(page).not.toMatch(/ on[a-z]+=|javascript:|http-equiv/i);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
