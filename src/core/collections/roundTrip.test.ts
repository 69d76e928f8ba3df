import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collections } from '#test/support/portableCollections.ts';
import { sampleCollection } from '#test/support/sampleCollection.ts';
import { writeOpenCollection, writeOpenFolder } from './openCollection/write.ts';
import { collectionOf, folderOf, requestOf } from './parts.ts';
import type { PortableCollection } from './portable.ts';
import { writePostman } from './postman/write.ts';
import { readPortable } from './read.ts';
import { requestsIn } from './tree.ts';

const readBack = ({ files }: ReturnType<typeof writePostman>) => readPortable(files);

test('a collection that is written for Postman and read again is the same', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const { collections: read, notes, format } = readBack(writePostman(collection));
      expect(read).toEqual([collection]);
      expect(notes).toEqual([]);
      expect(format).toBe('postman');
    }),
    { numRuns: 200 },
  );
});

test('a collection that is written as one file of OpenCollection and read again is the same', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const { collections: read, format } = readBack(writeOpenCollection(collection));
      expect(read).toEqual([collection]);
      expect(format).toBe('openCollection');
    }),
    { numRuns: 200 },
  );
});

test('a collection that is written as a folder of OpenCollection and read again is the same', () => {
  fc.assert(
    fc.property(collections, (collection) => {
      const { collections: read } = readBack(writeOpenFolder(collection));
      expect(read).toEqual([collection]);
    }),
    { numRuns: 200 },
  );
});

test('files of a folder stay within it and apart, whatever their requests are called', () => {
  const names = fc.constantFrom(
    '..',
    '../../x',
    '/etc/passwd',
    'C:\\x',
    'CON',
    'folder',
    'environments',
    'a',
    'A',
    ' ',
    '',
    'a\u0000b',
    'x'.repeat(500),
  );
  fc.assert(
    fc.property(fc.array(names, { maxLength: 8 }), (all) => {
      const items = all.flatMap((name) => [requestOf({ name }), folderOf({ name, items: [requestOf({ name })] })]);
      const written = writeOpenFolder(collectionOf({ name: 'C', items }));
      const paths = written.files.map(({ path }) => path.toLowerCase());
      expect(new Set(paths).size).toBe(paths.length);
      for (const path of paths)
        expect(path.split('/').every((step) => /^[^.\\:][^\\:]{0,100}$/.test(step) && !step.includes('\u0000'))).toBe(
          true,
        );
      expect(readBack(written).collections.flatMap((each) => requestsIn(each))).toHaveLength(all.length * 2);
    }),
    { numRuns: 100 },
  );
});

const secrets = (written: { readonly files: readonly { readonly text: string }[] }) =>
  written.files.filter(({ text }) => text.includes('canary-secret')).length;

test('secret variables lose their values in every format, and the notes name them', () => {
  for (const write of [writePostman, writeOpenCollection, writeOpenFolder]) {
    const written = write(sampleCollection);
    expect(secrets(written)).toBe(0);
    expect(written.notes.map(({ message }) => message)).toContain(
      'The value of the secret variable “apiSecret” was left out.',
    );
  }
});

test('checks without code and variables from the response come back from OpenCollection', () => {
  const { collections: read } = readBack(writeOpenFolder(sampleCollection));
  expect(requestCalled(read[0], 'Get an order')).toEqual(requestCalled(sampleCollection, 'Get an order'));
});

test('what Postman cannot hold is noted at its item, and headers of a folder go into its requests', () => {
  const { files, notes } = writePostman(sampleCollection);
  expect(notes).toContainEqual({
    path: ['Shop: orders & more', 'Orders', 'Get an order'],
    message: 'Checks without code were left out.',
  });
  const [read] = readPortable(files).collections;
  expect(requestCalled(read, 'Make an order')?.parameters).toMatchObject([
    { in: 'header', name: 'X-Tenant', value: '{{tenant}}' },
  ]);
});

test('environments come back with their names, colours where the format has them, and marks of secrets', () => {
  const [environment] = sampleCollection.environments;
  const postman = readBack(writePostman(sampleCollection)).environments;
  const [open] = readBack(writeOpenFolder(sampleCollection)).collections;
  const variables = environment?.variables.map((each) => (each.secret ? { ...each, value: '' } : each));
  expect(postman).toEqual([{ ...environment, variables, color: null }]);
  expect(open?.environments).toEqual([{ ...environment, variables }]);
});

function requestCalled(collection: PortableCollection | undefined, name: string) {
  const found = collection === undefined ? [] : requestsIn(collection);
  return found.find(({ request }) => request.name === name)?.request;
}
