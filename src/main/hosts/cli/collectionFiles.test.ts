import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { zip } from '#test/support/zip.ts';
import { readCollectionFiles } from './collectionFiles.ts';

test('an archive is read as the files in it, without those that hold no collection', async () => {
  const path = join(temporaryFolder(), 'export.zip');
  const packed = [
    { name: 'collection/one.json', content: '{"a":1}' },
    { name: 'environment/two.json', content: '\ufeff{"b":2}' },
    { name: 'logo.png', content: 'x' },
  ];
  writeFileSync(path, zip(packed));
  expect(await readCollectionFiles([path])).toEqual([
    { path: 'collection/one.json', text: '{"a":1}' },
    { path: 'environment/two.json', text: '{"b":2}' },
  ]);
});

test('a text in UTF-16 is read by its mark', async () => {
  const folder = temporaryFolder();
  const little = Buffer.from('\ufeff{"name":"é"}', 'utf16le');
  writeFileSync(join(folder, 'little.json'), little);
  writeFileSync(join(folder, 'big.json'), Buffer.from(little).swap16());
  const texts = (await readCollectionFiles([folder])).map(({ text }) => text);
  expect(texts).toEqual(['{"name":"é"}', '{"name":"é"}']);
});

test('of a folder, scripts and files with the names of older exports are read as well', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'lib'));
  const names = ['Old.postman_collection', 'lib/code.js', 'read.md', 'a.curl'];
  for (const name of names) writeFileSync(join(folder, name), 'x');
  expect((await readCollectionFiles([folder])).map(({ path }) => path).sort()).toEqual([
    'Old.postman_collection',
    'a.curl',
    'lib/code.js',
  ]);
});
