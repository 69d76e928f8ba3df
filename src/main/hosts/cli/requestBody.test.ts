import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { StoredFile } from '#contract/transfer.ts';
import { describeOperation } from '#core/openapi/index.ts';
import { pipeIn } from '#test/support/commandRig.ts';
import { ok } from '#test/support/definitionDocuments.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { type BodyOptions, requestBody } from './requestBody.ts';

const binary = { type: 'object', properties: { photo: { type: 'string', format: 'binary' } } };

/** What an operation with these media types, each with a schema, gets as its body, and the files that were handed over. */
async function bodyFor(contents: Record<string, object>, options: BodyOptions) {
  const content = Object.fromEntries(Object.entries(contents).map(([type, schema]) => [type, { schema }]));
  const requestBodyOf = Object.keys(contents).length === 0 ? {} : { requestBody: { content } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { post: { ...ok, ...requestBodyOf } } },
  };
  const kept: Buffer[] = [];
  const keep = async (bytes: AsyncIterable<Uint8Array>): Promise<StoredFile> => {
    const all = await buffer(bytes);
    kept.push(all);
    return { id: String(kept.length), bytes: all.length };
  };
  const body = await requestBody(describeOperation(document, 'POST /a'), options, keep);
  return { body, kept };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

test('nothing is said about a body where none is given', async () => {
  expect((await bodyFor({ 'application/json': {} }, {})).body).toEqual({ kind: 'none' });
  expect((await bodyFor({ 'application/json': {} }, { form: [] })).body).toEqual({ kind: 'none' });
});

describe('the type of a text', () => {
  test.each<[string, string[], string]>([
    ['nothing', [], 'application/json'],
    ['JSON', ['application/json'], 'application/json'],
    ['JSON behind XML', ['application/xml', 'application/json'], 'application/json'],
    ['JSON of its own kind', ['application/vnd.api+json'], 'application/vnd.api+json'],
    ['anything', ['*/*'], 'application/json'],
    ['any text', ['text/*'], 'text/plain'],
    ['XML alone', ['application/xml'], 'application/xml'],
    ['a charset', ['text/csv; charset=utf-8'], 'text/csv; charset=utf-8'],
  ])('of an operation that declares %s', async (_, declared, mediaType) => {
    const { body } = await bodyFor(Object.fromEntries(declared.map((type) => [type, {}])), { body: '{"a":1}' });
    expect(body).toEqual({ kind: 'text', mediaType, text: '{"a":1}' });
  });

  test.each([['text/csv'], ['application/xml'], ['application/merge-patch+json; charset=utf-8']])(
    'is %s where that is asked for, declared or not',
    async (contentType) => {
      const { body } = await bodyFor({ 'application/json': {} }, { body: 'a', contentType });
      expect(body).toEqual({ kind: 'text', mediaType: contentType, text: 'a' });
    },
  );
});

describe('the type of a file', () => {
  test.each<[string, string[], string]>([
    ['a.xml', ['application/json', 'application/xml'], 'application/xml'],
    ['a.XML', ['application/json', 'application/xml'], 'application/xml'],
    ['a.xml', ['application/json', 'application/xml; charset=utf-8'], 'application/xml; charset=utf-8'],
    ['a.xml', ['application/json'], 'application/json'],
    ['a.png', ['image/*'], 'image/png'],
    ['a.png', ['*/*'], 'image/png'],
    ['a.unknown', ['*/*'], 'application/json'],
    ['a.unknown', ['image/*'], 'application/octet-stream'],
    ['a.csv', [], 'text/csv'],
    ['a.jpeg', [], 'image/jpeg'],
    ['a.tar.gz', [], 'application/gzip'],
    ['a.unknown', [], 'application/json'],
    ['json', [], 'application/json'],
  ])('%s, where %j is declared', async (name, declared, mediaType) => {
    const contents = Object.fromEntries(declared.map((type) => [type, {}]));
    const { body } = await bodyFor(contents, { body: `@${file(name, 'text')}` });
    expect(body).toMatchObject({ mediaType });
  });
});

describe('a file', () => {
  test('of text is text, so that the history can show it', async () => {
    const { body, kept } = await bodyFor({ 'application/json': {} }, { body: `@${file('a.json', '{"n":"ä"}')}` });
    expect([body, kept]).toEqual([{ kind: 'text', mediaType: 'application/json', text: '{"n":"ä"}' }, []]);
  });

  test.each<[string, string, Uint8Array]>([
    ['of a type that is no text', 'a.png', Buffer.from('text')],
    ['of text in no UTF-8', 'a.json', Buffer.from([0x22, 0xe4, 0x22])],
    ['that is empty, of such a type', 'a.png', Buffer.alloc(0)],
  ])('%s goes byte by byte, under its name', async (_, name, content) => {
    const types = { 'application/json': {}, 'image/png': {} };
    const { body, kept } = await bodyFor(types, { body: `@${file(name, content)}` });
    expect(body).toMatchObject({ kind: 'file', name, data: '', stored: { id: '1', bytes: content.length } });
    expect(kept).toEqual([Buffer.from(content)]);
  });

  test.each([
    [1_000_000, 'text'],
    [1_000_001, 'file'],
  ])('of %d bytes of text is kept as %s, whole', async (length, kind) => {
    const content = Buffer.from('ä'.repeat(499_999) + 'z'.repeat(length - 999_998));
    const { body, kept } = await bodyFor({ 'text/plain': {} }, { body: `@${file('a.txt', content)}` });
    expect(body.kind).toBe(kind);
    if (body.kind === 'text') expect(Buffer.from(body.text).equals(content)).toBe(true);
    else expect(kept[0]?.equals(content)).toBe(true);
  });

  test('of many reads comes in its order, every byte once', async () => {
    const content = Buffer.from(Uint32Array.from({ length: 800_000 }, (_, at) => at).buffer);
    const { kept } = await bodyFor({ 'application/octet-stream': {} }, { body: `@${file('a.bin', content)}` });
    expect(kept[0]?.equals(content)).toBe(true);
  });

  test('that is not there, or a folder, is named', async () => {
    const folder = temporaryFolder();
    await expect(bodyFor({}, { body: `@${folder}/none` })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no file ${folder}/none.`,
    });
    await expect(bodyFor({}, { body: `@${folder}` })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(bodyFor({}, { form: [`a=@${folder}/none`] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a body from stdin', () => {
  test('is text where it is text', async () => {
    pipeIn('{"a":', '1}');
    expect((await bodyFor({ 'application/json': {} }, { body: '-' })).body).toEqual({
      kind: 'text',
      mediaType: 'application/json',
      text: '{"a":1}',
    });
  });

  test('is a file without a name of its own where it is none', async () => {
    pipeIn(Uint8Array.of(0, 255));
    const { body, kept } = await bodyFor({ 'application/octet-stream': {} }, { body: '-' });
    expect(body).toMatchObject({ kind: 'file', name: 'body', mediaType: 'application/octet-stream' });
    expect(kept).toEqual([Buffer.from([0, 255])]);
  });

  test('may hold nothing', async () => {
    pipeIn();
    expect((await bodyFor({ 'application/json': {} }, { body: '-' })).body).toMatchObject({ kind: 'text', text: '' });
  });
});

describe('a form', () => {
  const urlEncoded = 'application/x-www-form-urlencoded';
  test.each<[string, Record<string, object>, string[], string | undefined, string]>([
    ['nothing', {}, ['a=1'], undefined, urlEncoded],
    ['nothing, for a file', {}, ['a=@FILE'], undefined, 'multipart/form-data'],
    ['both, without files', { 'multipart/form-data': {}, [urlEncoded]: {} }, ['a=1'], undefined, urlEncoded],
    [
      'both, for a file',
      { 'multipart/form-data': {}, [urlEncoded]: {} },
      ['a=@FILE'],
      undefined,
      'multipart/form-data',
    ],
    [
      'both, of files',
      { [urlEncoded]: binary, 'multipart/form-data': binary },
      ['a=1'],
      undefined,
      'multipart/form-data',
    ],
    ['JSON alone', { 'application/json': {} }, ['a=1'], undefined, urlEncoded],
    ['the other alone, for a file', { [urlEncoded]: {} }, ['a=@FILE'], undefined, 'multipart/form-data'],
    ['a range', { 'multipart/*': {} }, ['a=1'], undefined, 'multipart/form-data'],
    ['another than is asked for', { [urlEncoded]: {} }, ['a=1'], 'multipart/mixed', 'multipart/mixed'],
  ])('of an operation that declares %s', async (_, contents, pairs, contentType, mediaType) => {
    const path = file('a.png', 'x');
    const form = pairs.map((pair) => pair.replace('FILE', path));
    const { body } = await bodyFor(contents, { form, ...(contentType === undefined ? {} : { contentType }) });
    expect(body).toMatchObject({ kind: 'form', mediaType });
  });

  test.each<[string, string, string]>([
    ['a=1', 'a', '1'],
    ['a=', 'a', ''],
    ['a=b=c', 'a', 'b=c'],
    ['a= x\ny ', 'a', ' x\ny '],
    ['a[0].b=1', 'a[0].b', '1'],
    ['a==@x', 'a', '=@x'],
  ])('takes %j as a field', async (pair, name, value) => {
    const { body } = await bodyFor({}, { form: [pair] });
    expect(body).toMatchObject({ fields: [{ name, value, enabled: true }] });
  });

  test.each(['a', '', '=1', '@a.png'])('refuses %j, and nothing is sent', async (pair) => {
    await expect(bodyFor({}, { form: [pair] })).rejects.toMatchObject({
      code: 'USAGE',
      message: `${pair} is not name=value.`,
      data: { kept: 'Nothing was sent.' },
    });
  });

  test('sends a file under its own name and the type of its ending, in the order of the fields', async () => {
    const [photo, other] = [file('a.png', 'photo'), file('b', 'other')];
    const { body, kept } = await bodyFor({}, { form: [`one=@${photo}`, 'between=x', `two=@${other}`] });
    expect(body).toMatchObject({
      fields: [
        { name: 'one', file: { name: 'a.png', mediaType: 'image/png', data: '' } },
        { name: 'between', value: 'x' },
        { name: 'two', file: { name: 'b', mediaType: 'application/octet-stream' } },
      ],
    });
    expect(kept.map(String).toSorted()).toEqual(['other', 'photo']);
  });

  test('and a body together are refused', async () => {
    await expect(bodyFor({}, { body: 'x', form: ['a=1'] })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a form as one text', () => {
  const types = { 'multipart/form-data': { type: 'object', properties: { a: {} } } };
  test('is the fields of a JSON object, numbers as they are written', async () => {
    const { body } = await bodyFor(types, { body: '{"a":9007199254740993,"b":{"c":1.0}}' });
    expect(body).toMatchObject({
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [
        { name: 'a', value: '9007199254740993' },
        { name: 'b', value: '{"c":1.0}' },
      ],
    });
  });

  test.each([
    ['a line end of HTTP', '--edge\r\nContent', 'edge'],
    ['a line end of Unix', '--edge\nContent', 'edge'],
    ['blanks behind the boundary', '--edge  \r\nContent', 'edge'],
    ['the longest boundary', `--${'e'.repeat(70)}\r\nContent`, 'e'.repeat(70)],
  ])('that is written out goes as it is, with %s', async (_, text, boundary) => {
    const { body } = await bodyFor(types, { body: text });
    expect(body).toEqual({ kind: 'text', mediaType: `multipart/form-data; boundary="${boundary}"`, text });
  });

  test.each([
    ['no boundary', 'a=1'],
    ['a boundary that is too long (RFC 2046, 5.1.1)', `--${'e'.repeat(71)}\r\nContent`],
    ['no line behind it', '--edge'],
    ['a list', '[1]'],
  ])('with %s is refused', async (_, text) => {
    await expect(bodyFor(types, { body: text })).rejects.toMatchObject({ code: 'REQUEST_BODY_INVALID' });
  });

  test('is text where the fields are in an address’s form, also one that begins like a boundary', async () => {
    const mediaType = 'application/x-www-form-urlencoded';
    for (const text of ['a=1&b=2', '--edge\nContent'])
      expect((await bodyFor({ [mediaType]: {} }, { body: text })).body).toEqual({ kind: 'text', mediaType, text });
  });

  test('has a length that can be read whole', async () => {
    const path = file('form.json', '');
    truncateSync(path, 1_000_001);
    await expect(bodyFor(types, { body: `@${path}` })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('1 MB at most; --form name=@file'),
    });
  });
});
