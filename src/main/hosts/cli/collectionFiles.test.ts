import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { zip } from '#test/support/zip.ts';
import { readCollectionFiles } from './collectionFiles.ts';

const text = '{"name":"Köln"}';

function folderOf(files: Record<string, Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

test('reads files in whatever encoding they are, one by one and in a folder', async () => {
  const folder = folderOf({
    'a.json': Buffer.from(`\ufeff${text}`),
    'b/c.json': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'd.bru': Buffer.from(text, 'latin1'),
  });
  const all = ['a.json', 'b/c.json', 'd.bru'].map((path) => ({ path, text }));
  expect(await readCollectionFiles([folder])).toEqual(all);
  expect(await readCollectionFiles([join(folder, 'b', 'c.json')])).toEqual([{ path: 'c.json', text }]);
});

test('leaves out of a folder what belongs to no collection, and reads on behind a file that holds no text', async () => {
  const folder = folderOf({
    '.git/config.json': Buffer.from(text),
    'node_modules/x/package.json': Buffer.from(text),
    'logo.png': Buffer.from([0x89, 0x50]),
    'noise.txt': Buffer.from([0, 0xd8, 1]),
    'z.json': Buffer.from(text),
  });
  const files = await readCollectionFiles([folder]);
  expect(files.map(({ path }) => path)).toEqual(['noise.txt', 'z.json']);
  expect(files[1]).toEqual({ path: 'z.json', text });
});

test('reads the archive that an account was exported to', async () => {
  const bytes = zip([
    { name: 'archive.json', content: '{}' },
    { name: 'collection/a.json', content: text },
    { name: 'a.png', content: 'x' },
  ]);
  const folder = folderOf({ 'export.zip': bytes });
  expect(await readCollectionFiles([join(folder, 'export.zip')])).toEqual([
    { path: 'archive.json', text: '{}' },
    { path: 'collection/a.json', text },
  ]);
});

test('says which file is missing', async () => {
  await expect(readCollectionFiles(['/missing/collection.json'])).rejects.toThrow(
    'There is no file /missing/collection.json.',
  );
});

test('reads scripts of a folder, and files with the names of older exports', async () => {
  const bytes = Buffer.from('x');
  const folder = folderOf({ 'Old.postman_collection': bytes, 'lib/code.js': bytes, 'read.md': bytes, 'a.curl': bytes });
  const paths = (await readCollectionFiles([folder])).map(({ path }) => path);
  expect(paths.sort()).toEqual(['Old.postman_collection', 'a.curl', 'lib/code.js']);
});
