import { File } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestDraft } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { concernsFiles, outgoingOf, recordCharacters, signable, wireHeadersOf, writeBody } from './writeBody.ts';

type Form = Extract<RequestDraft['body'], { kind: 'form' }>;
type Field = Form['fields'][number];

const field = (name: string, value: string, more: Partial<Field> = {}): Field => ({
  name,
  value,
  enabled: true,
  ...more,
});
const form = (mediaType: string, fields: Field[]): Form => ({ kind: 'form', mediaType, fields });
const written = (body: RequestDraft['body'], kept = body) => {
  const made = writeBody(body, kept, null);
  if (made === null) throw new Error('The request has a body');
  return made;
};

// A browser makes CRLF of line ends in values; here they go as they are, and names hold none.
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.toWellFormed());
const name = text.filter((value) => value !== '' && !/[\r\n"]/.test(value));
const bytes = fc.uint8Array({ maxLength: 300 });

/** Reads a body as a server would that was written by others: undici's parser of forms. */
const readByOthers = ({ bytes: body, contentType }: ReturnType<typeof written>) =>
  new Response(new Uint8Array(body), { headers: { 'content-type': contentType ?? '' } }).formData();

describe('a form in parts (RFC 7578)', () => {
  test('is read by another parser as it was entered: names, values, files, types and order', async () => {
    const entry = fc.oneof(
      fc.record({ name, value: text }),
      fc.record({ name, fileName: name, type: fc.constantFrom('image/png', 'text/plain', ''), data: bytes }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 5 }), async (entries) => {
        const fields = entries.map((each) =>
          'data' in each
            ? field(each.name, '', {
                file: { name: each.fileName, mediaType: each.type, data: Buffer.from(each.data).toString('base64') },
              })
            : field(each.name, each.value),
        );
        const read = [...(await readByOthers(written(form('multipart/form-data', fields))))];
        expect(read.map(([key]) => key)).toEqual(entries.map((each) => each.name));
        for (const [index, [, value]] of read.entries()) {
          const given = entries[index];
          if (given === undefined) throw new Error('More was read than was written');
          if (!('data' in given)) expect(value).toBe(given.value);
          else if (value instanceof File) {
            expect(value.name).toBe(given.fileName);
            if (given.type !== '') expect(value.type).toBe(given.type);
            expect(new Uint8Array(await value.arrayBuffer())).toEqual(given.data);
          } else throw new Error('A file was read as a text');
        }
      }),
      { numRuns: 60 },
    );
  });

  test('leaves out what is switched off or has no name, and says its length', async () => {
    const body = form('multipart/form-data', [field('a', '1'), field('b', '2', { enabled: false }), field('', '3')]);
    const made = written(body);
    expect([...(await readByOthers(made))]).toEqual([['a', '1']]);
    expect([made.size, made.pieces]).toEqual([made.bytes.length, null]);
  });

  test('breaks out of no part with a name of quotes and line ends (HTML standard, 4.10.21.8)', async () => {
    const evil = 'a"\r\nX-Injected: 1\r\n\r\nb';
    const made = written(form('multipart/form-data', [field(evil, 'v'), field('last', 'w')]));
    expect(Buffer.from(made.bytes).toString()).not.toMatch(/^X-Injected/m);
    const read = [...(await readByOthers(made))];
    expect([read.length, read[0]?.[1], read[1]]).toEqual([2, 'v', ['last', 'w']]);
  });

  test('keeps a boundary that was given, and makes one that is new each time otherwise', () => {
    const given = written(form('multipart/form-data; boundary="my own"', [field('a', '1')]));
    expect(given.contentType).toBe('multipart/form-data; boundary="my own"');
    expect(Buffer.from(given.bytes).toString()).toMatch(/^--my own\r\n[\s\S]*\r\n--my own--\r\n$/);
    const made = [1, 2].map(() => written(form('multipart/form-data', [field('a', '1')])).contentType);
    expect(new Set(made).size).toBe(2);
  });

  test('shows files by name and size alone', () => {
    const file = { name: 'a.bin', mediaType: '', data: Buffer.from('canary').toString('base64') };
    const { shown } = written(form('multipart/form-data', [field('f', '', { file })]));
    expect(shown).toContain('(6 bytes of a.bin)');
    expect(shown).not.toContain('canary');
  });
});

test('a form in one line is read by another parser as it was entered (URL standard, 5.1)', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, text), { minLength: 1, maxLength: 5 }), (entries) => {
      const fields = entries.map(([key, value]) => field(key, value));
      const { bytes: body } = written(form('application/x-www-form-urlencoded', fields));
      expect([...new URLSearchParams(Buffer.from(body).toString())]).toEqual(entries);
    }),
  );
});

test('a text and a file go out byte by byte, and no body is none', () => {
  fc.assert(
    fc.property(text, bytes, (value, data) => {
      const sent = written({ kind: 'text', text: value, mediaType: 'text/plain' });
      expect(Buffer.from(sent.bytes).toString('utf8')).toBe(value);
      const base64 = Buffer.from(data).toString('base64');
      const file = written({ kind: 'file', name: 'f', mediaType: 'image/*', data: base64 });
      expect(new Uint8Array(file.bytes)).toEqual(data);
      expect([file.size, file.shown]).toEqual([data.length, `(${counted(data.length, 'byte')} of f)`]);
    }),
  );
  expect(writeBody({ kind: 'none' }, { kind: 'none' }, null)).toBeNull();
});

describe('a body on its way out', () => {
  const file = { id: 'a'.repeat(64), bytes: 5, path: '/files/a' };
  const stored = { id: file.id, bytes: file.bytes };
  const files = new Map([[file.id, file]]);
  const whole = { kind: 'file', name: 'f', mediaType: 'image/png', data: '', stored } as const;
  const inForm = form('multipart/form-data', [
    field('f', '', { file: { name: 'f', mediaType: '', data: '', stored } }),
  ]);
  const sent = (body: RequestDraft['body']) => {
    const made = writeBody(body, body, null, files);
    if (made === null) throw new Error('The request has a body');
    return made;
  };

  test('is what it is in memory, its file, or in pieces that must be joined first', () => {
    const text = sent({ kind: 'text', mediaType: 'text/plain', text: 'abc' });
    expect(outgoingOf(text)).toBe(text.bytes);
    expect(outgoingOf(sent(whole))).toBe(file);
    const made = sent(inForm);
    expect(outgoingOf(made)).toBeNull();
    expect(made.size).toBe(
      made.pieces?.reduce((sum, piece) => sum + ('path' in piece ? piece.bytes : piece.length), 0),
    );
    expect(made.pieces?.filter((piece) => 'path' in piece)).toEqual([file]);
  });

  test('is signed as the bytes that go out, or by the hash of its file', () => {
    const bytes = Buffer.from('abc');
    expect([signable(bytes), signable(file), signable(null)]).toEqual([
      bytes,
      { path: file.path, sha256: file.id },
      null,
    ]);
  });

  test('of files has their length in its headers, and no other one', () => {
    const headersOf = () =>
      [
        ['host', 'a.test'],
        ['Content-Length', '0'],
      ] as [string, string][];
    const request = { method: 'PUT', url: 'http://a.test/', headers: [] };
    expect(wireHeadersOf({ headersOf }, request, sent(whole))).toEqual([
      ['host', 'a.test'],
      ['content-length', '5'],
    ]);
    expect(wireHeadersOf({ headersOf }, request, sent({ kind: 'text', mediaType: '', text: 'abc' }))).toEqual(
      headersOf(),
    );
    expect(wireHeadersOf({ headersOf }, request, null)).toEqual(headersOf());
  });

  test.each<[string, RequestDraft['body'], boolean]>([
    ['none', { kind: 'none' }, false],
    ['a short text', { kind: 'text', mediaType: '', text: 'a'.repeat(recordCharacters) }, false],
    ['a long text', { kind: 'text', mediaType: '', text: 'a'.repeat(recordCharacters + 1) }, true],
    ['a text that is kept', { kind: 'text', mediaType: '', text: '', stored }, true],
    ['a file', { kind: 'file', name: '', mediaType: '', data: '' }, true],
    ['a form without files', form('multipart/form-data', [field('a', '1')]), false],
    ['a form with one', inForm, true],
  ])('concerns files where it is %s: %s', (_, body, concerned) => expect(concernsFiles(body)).toBe(concerned));
});
