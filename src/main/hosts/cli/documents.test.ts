import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { definitionByteLimit, definitionSource } from '#contract/definitions.ts';
import { pipeIn, typeIn } from '#test/support/commandRig.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import type { Client } from './commandConsole.ts';
import { chooseRoot, isUrl, type LocalDocument, readDocument, upload } from './documents.ts';

const refers = (...files: string[]) => files.map((file) => `$ref: '${file}'\n`).join('');

/** A folder with these files, and where one of them is. */
function folderOf(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, at: (path: string) => join(folder, path) };
}

/** The files of a document with their texts, cut out of its bytes. */
function contents({ bytes, files = [] }: LocalDocument): [path: string, text: string][] {
  let from = 0;
  return files.map(({ path, bytes: length }) => {
    from += length;
    return [path, bytes.subarray(from - length, from).toString()];
  });
}

test.each([
  ['http://a.example/x', true],
  ['HTTPS://a.example', true],
  ['ftp://a.example', false],
  ['http:/a', false],
  ['file:///a', false],
  ['./http://a', false],
  ['https.json', false],
])('%s is an address: %s', (place, answer) => expect(isUrl(place)).toBe(answer));

describe('one file', () => {
  test('that refers to none is read as it is', async () => {
    const { at } = folderOf({ 'api.json': '{"a":"ä"}', 'beside.json': '{}' });
    expect(await readDocument(at('api.json'), {})).toEqual({ name: at('api.json'), bytes: Buffer.from('{"a":"ä"}') });
    expect(await readDocument(at('api.json'), { root: 'x' })).toMatchObject({ root: 'x' });
  });

  test('may come from stdin, in any pieces', async () => {
    pipeIn('{"a"', ':1}');
    expect(await readDocument('-', {})).toEqual({ name: '-', bytes: Buffer.from('{"a":1}') });
  });

  test('that is empty, missing or too large is refused, and nothing is changed', async () => {
    const { at } = folderOf({ 'empty.json': '', 'large.json': '' });
    truncateSync(at('large.json'), definitionByteLimit + 1);
    const refused: [string, object][] = [
      [at('empty.json'), { code: 'INVALID', message: `${at('empty.json')} is empty.` }],
      [at('none.json'), { code: 'NOT_FOUND', message: `There is no file ${at('none.json')}.` }],
      [at('large.json'), { code: 'INVALID', message: `${at('large.json')} is larger than 128 MB.` }],
    ];
    for (const [place, fault] of refused)
      await expect(readDocument(place, {})).rejects.toMatchObject({ ...fault, data: { kept: 'Nothing was changed.' } });
    pipeIn('');
    await expect(readDocument('-', {})).rejects.toMatchObject({ message: 'The input is empty.' });
  });
});

describe('a file with others beside it', () => {
  const files = {
    'api.yaml': refers('a.yaml', 'sub/b.yaml', './a.yaml#/x'),
    'a.yaml': refers('deep.yaml'),
    'deep.yaml': 'deep: true',
    'sub/b.yaml': refers('../a.yaml', 'c.yaml'),
    'sub/c.yaml': refers('../api.yaml'),
    'other.yaml': '',
  };

  test('brings all that it reaches, once each, itself first', async () => {
    const { at } = folderOf(files);
    const document = await readDocument(at('api.yaml'), { withFiles: true });
    expect(document).toMatchObject({ name: at('api.yaml'), root: 'api.yaml' });
    const { 'other.yaml': _, ...reached } = files;
    expect(Object.fromEntries(contents(document))).toEqual(reached);
    expect(contents(document)[0]?.[0]).toBe('api.yaml');
  });

  test('is asked about with the files that it names itself, and read alone where the answer is no', async () => {
    const { at } = folderOf(files);
    for (const answer of ['n', '', 'yesterday', 'yy']) {
      const terminal = typeIn(answer);
      expect(await readDocument(at('api.yaml'), {})).toEqual({
        name: at('api.yaml'),
        bytes: Buffer.from(files['api.yaml']),
      });
      expect(terminal.shown()).toContain('api.yaml refers to files in its folder: a.yaml, sub/b.yaml. Read them too?');
    }
    for (const answer of ['y', 'Y', 'yes', 'YES']) {
      typeIn(answer);
      expect((await readDocument(at('api.yaml'), {})).files).toHaveLength(5);
    }
  });

  test('needs a word where nobody is there to ask', async () => {
    const { at } = folderOf(files);
    pipeIn('y\n');
    await expect(readDocument(at('api.yaml'), {})).rejects.toMatchObject({
      code: 'INVALID',
      message: 'api.yaml refers to files in its folder: a.yaml, sub/b.yaml.',
      data: { kept: 'Nothing was imported or changed.', todo: expect.stringContaining('--with-files') },
    });
  });

  test.each([
    [5, 'a0.yaml, a1.yaml, a2.yaml, a3.yaml, a4.yaml.'],
    [6, 'a0.yaml, a1.yaml, a2.yaml, a3.yaml, a4.yaml and 1 more.'],
    [12, 'a0.yaml, a1.yaml, a2.yaml, a3.yaml, a4.yaml and 7 more.'],
  ])('names of %d files five', async (count, shown) => {
    const names = Array.from({ length: count }, (_, at) => `a${at}.yaml`);
    const { at } = folderOf({ 'api.yaml': refers(...names), ...Object.fromEntries(names.map((name) => [name, 'x'])) });
    pipeIn('');
    await expect(readDocument(at('api.yaml'), {})).rejects.toMatchObject({
      message: `api.yaml refers to files in its folder: ${shown}`,
    });
  });

  test.each([
    ['above it', refers('../secret.yaml')],
    ['above it, on a way through it', refers('sub/../../secret.yaml')],
    ['that a link leads to', refers('link.yaml')],
    ['of the whole system', refers('/etc/hosts.yaml')],
    ['of no definition', refers('key.pem', '.hidden.yaml', 'node_modules/a.json')],
    ['that are folders', refers('folder.yaml')],
    ['that are not there', refers('none.yaml')],
    ['elsewhere', refers('https://a.example/a.yaml')],
  ])('reads no files %s', async (_, text) => {
    const { at } = folderOf({
      'secret.yaml': 'secret',
      'api/api.yaml': text,
      'api/key.pem': 'secret',
      'api/.hidden.yaml': 'secret',
      'api/node_modules/a.json': 'secret',
      'api/sub/a.yaml': '',
      'api/folder.yaml/a.yaml': 'secret',
    });
    symlinkSync(at('secret.yaml'), at('api/link.yaml'));
    expect(await readDocument(at('api/api.yaml'), { withFiles: true })).toEqual({
      name: at('api/api.yaml'),
      bytes: Buffer.from(text),
    });
  });

  test('reads a file of a folder whose name only begins like its own no more than another', async () => {
    const { at } = folderOf({
      'api/api.yaml': refers('../api-other/a.yaml', 'link.yaml'),
      'api-other/a.yaml': 'secret',
    });
    symlinkSync(at('api-other/a.yaml'), at('api/link.yaml'));
    expect((await readDocument(at('api/api.yaml'), { withFiles: true })).files).toBeUndefined();
  });

  test('may itself be reached by a link of the folder', async () => {
    const { at, folder } = folderOf({ 'real/api.yaml': refers('a.yaml'), 'real/a.yaml': 'a: 1' });
    symlinkSync(at('real'), join(folder, 'short'));
    const document = await readDocument(at('short/api.yaml'), { withFiles: true });
    expect(contents(document).map(([path]) => path)).toEqual(['api.yaml', 'a.yaml']);
  });

  test('has no more bytes together than a definition may have', async () => {
    const { at } = folderOf({ 'api.yaml': refers('a.yaml'), 'a.yaml': '' });
    truncateSync(at('a.yaml'), 128 * 1024 * 1024);
    await expect(readDocument(at('api.yaml'), { withFiles: true })).rejects.toMatchObject({
      code: 'DEFINITION_TOO_LARGE',
    });
  });
});

describe('a folder', () => {
  test('is read with all below it that may be part, sorted, and nothing else', async () => {
    const { folder } = folderOf({
      'b.yaml': 'b',
      'a.json': '{}',
      'a/z.yml': 'z',
      'a/b/c.md': 'c',
      '.git/config.json': 'secret',
      'node_modules/x/a.json': 'secret',
      'key.pem': 'secret',
      '.env.txt': 'secret',
    });
    const document = await readDocument(folder, {});
    expect(document.root).toBeUndefined();
    expect(contents(document)).toEqual([
      ['a.json', '{}'],
      ['b.yaml', 'b'],
      ['a/z.yml', 'z'],
      ['a/b/c.md', 'c'],
    ]);
    expect(await readDocument(folder, { root: 'b.yaml' })).toMatchObject({ root: 'b.yaml', name: folder });
  });

  test('is never left by a link', async () => {
    const { at, folder } = folderOf({ 'secret/s.yaml': 'secret', 'api/a.yaml': 'a' });
    symlinkSync(at('secret'), at('api/linked'));
    symlinkSync(at('secret/s.yaml'), at('api/linked.yaml'));
    expect(contents(await readDocument(join(folder, 'api'), {})).map(([path]) => path)).toEqual(['a.yaml']);
  });

  test('without a file that may be part is refused', async () => {
    const { folder } = folderOf({ 'a.png': 'x' });
    await expect(readDocument(folder, {})).rejects.toMatchObject({
      code: 'DEFINITION_ROOT_UNKNOWN',
      message: `${folder} holds no JSON and no YAML.`,
    });
  });

  test('has no more bytes together than a definition may have', async () => {
    const { at, folder } = folderOf({ 'a.yaml': '', 'b.yaml': '' });
    truncateSync(at('a.yaml'), 64 * 1024 * 1024);
    truncateSync(at('b.yaml'), 64 * 1024 * 1024 + 1);
    await expect(readDocument(folder, {})).rejects.toMatchObject({ code: 'DEFINITION_TOO_LARGE' });
  });
});

describe('an upload', () => {
  /** Keeps what a console would be sent. */
  function receiving() {
    const parts: { offset: number; data: string }[] = [];
    const announced: number[] = [];
    const client = {
      definitions: {
        beginUpload: async ({ bytes }: { bytes: number }) => {
          announced.push(bytes);
          return { uploadId: 'upload' };
        },
        uploadPart: async ({ offset, data }: { offset: number; data: string }) => void parts.push({ offset, data }),
      },
    } as unknown as Client;
    return { client, parts, announced };
  }

  test.each([
    [1, 1],
    [1_048_576, 1],
    [1_048_577, 2],
    [3_000_000, 3],
  ])('of %d bytes comes in %d parts that are the document together', async (length, count) => {
    const bytes = Buffer.from(Uint8Array.from({ length }, (_, at) => at * 7 + (at >> 8)));
    const { client, parts, announced } = receiving();
    await upload(client, { name: 'a.json', bytes });
    expect([announced, parts.length]).toEqual([[length], count]);
    const together = Buffer.alloc(length);
    for (const { offset, data } of parts) Buffer.from(data, 'base64').copy(together, offset);
    expect(together.equals(bytes)).toBe(true);
  });

  test('names its file, unless it came from stdin, its files and its root', async () => {
    const bytes = Buffer.from('x');
    const of = (document: LocalDocument) => upload(receiving().client, document);
    expect(await of({ name: '-', bytes })).toEqual({ kind: 'upload', uploadId: 'upload' });
    expect(await of({ name: 'a', bytes, files: [{ path: 'b', bytes: 1 }], root: 'b' })).toEqual({
      kind: 'upload',
      uploadId: 'upload',
      fileName: 'a',
      files: [{ path: 'b', bytes: 1 }],
      root: 'b',
    });
  });
});

test('a document far down in the folders is taken like any other', async () => {
  const uploadId = '0190b3a0-0000-7000-8000-000000000001';
  const client = { definitions: { beginUpload: async () => ({ uploadId }), uploadPart: async () => undefined } };
  const name = `${'folder/'.repeat(60)}api.json`;
  const source = await upload(client as unknown as Client, { name, bytes: Buffer.from('{}') });
  expect(definitionSource.safeParse(source)).toMatchObject({
    success: true,
    data: { fileName: expect.stringMatching(/folder\/api\.json$/) },
  });
});

describe('the root of several definitions', () => {
  const unclear = (names?: string[]) =>
    new ORPCError('DEFINITION_ROOT_UNCLEAR', { message: 'Several.', data: names && { names } });

  test.each([
    ['1', 'a.yaml'],
    ['2', 'sub/b.yaml'],
    ['sub/b.yaml', 'sub/b.yaml'],
  ])('is chosen by %s', async (answer, root) => {
    const terminal = typeIn(answer);
    expect(await chooseRoot(unclear(['a.yaml', 'sub/b.yaml']))).toBe(root);
    expect(terminal.shown()).toContain(
      'Several of the files are definitions:\n  1  a.yaml\n  2  sub/b.yaml\nWhich one? ',
    );
  });

  test.each(['', '0', '3', '-1', '1.5', 'b.yaml', 'A.YAML'])('is not chosen by "%s"', async (answer) => {
    typeIn(answer);
    await expect(chooseRoot(unclear(['a.yaml', 'sub/b.yaml']))).rejects.toMatchObject({
      code: 'INVALID',
      data: { kept: 'Nothing was imported or changed.', names: ['a.yaml', 'sub/b.yaml'] },
    });
  });

  test('is named where nobody is there to ask', async () => {
    pipeIn('1\n');
    await expect(chooseRoot(unclear(['a.yaml', 'b.yaml']))).rejects.toMatchObject({
      data: { todo: 'Choose one with --root <path>.' },
    });
  });

  test.each<[string, unknown]>([
    ['another fault', new ORPCError('NOT_FOUND', { data: { names: ['a.yaml'] } })],
    ['a fault without files', unclear([])],
    ['a defect', new TypeError('broken')],
  ])('is not asked for after %s', async (_, error) => {
    const terminal = typeIn('1');
    await expect(chooseRoot(error)).rejects.toBe(error);
    expect(terminal.shown()).toBe('');
  });
});
