import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CurlBody, type CurlPart, shellQuoted } from '../curl/writeCurl.ts';
import { writeCode } from './index.ts';
import { type CodeLanguage, codeLanguageIds } from './languages.ts';
import { headersByName, type WrittenRequest } from './request.ts';
import { doubleQuoted, powerShellQuoted, rubyQuoted, rustQuoted, singleQuoted } from './texts.ts';

const plain: WrittenRequest = { method: 'GET', url: 'https://a.test/x', headers: [], body: null, redirects: null };
const part: CurlPart = { name: 'p', fileName: null, text: null, contentType: null, headers: [] };
const code = (language: CodeLanguage, change: Partial<WrittenRequest>) => writeCode(language, { ...plain, ...change });

describe('texts in quotes', () => {
  test('of JSON say the same to JavaScript', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new Function(`return ${doubleQuoted(text)}`)()).toBe(text.toWellFormed());
      }),
    );
  });

  test.each([
    [singleQuoted, `it's \\ $x`, `'it\\'s \\\\ $x'`],
    [rubyQuoted, `it's #{x}`, `'it\\'s #{x}'`],
    [rubyQuoted, 'a\n#{x} #$y # z', '"a\\n\\#{x} \\#$y # z"'],
    [rustQuoted, `"\\ \n\u0001 é {x}`, `"\\"\\\\ \\u{a}\\u{1} é {x}"`],
    [powerShellQuoted, `it's ‘q’ $x`, `'it''s ‘‘q’’ $x'`],
    [shellQuoted, `it's`, `'it'\\''s'`],
    [shellQuoted, 'a/b.c', 'a/b.c'],
    [doubleQuoted, '\u2028\u0085"', '"\\u2028\\u0085\\""'],
    [doubleQuoted, 'a\ufeffb\u202ec\u2066', '"a\\ufeffb\\u202ec\\u2066"'],
    [rustQuoted, 'a\u202eb\ufeff', '"a\\u{202e}b\\u{feff}"'],
  ])('%o of %j', (quote, text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });
});

test.each(codeLanguageIds)(
  '%s has everything of a request, and no type of a form whose boundary is its own',
  (language) => {
    const text = code(language, {
      method: 'PATCH',
      url: 'https://a.test/x?y=1',
      headers: [
        { name: 'X-A', value: 'one' },
        { name: 'Content-Length', value: '5' },
      ],
      body: { kind: 'text', text: 'hello' },
    });
    for (const piece of ['PATCH', 'https://a.test/x?y=1', 'X-A', 'one', 'hello']) expect(text).toContain(piece);
    expect(text).not.toMatch(/content-length/i);
    const body: CurlBody = {
      kind: 'parts',
      parts: [
        { ...part, name: 'a', text: 'b' },
        { ...part, name: 'f', fileName: 'f.bin', contentType: 'x/y' },
        { ...part, name: 'named', fileName: 'n.txt', text: 'inside' },
      ],
    };
    const form = code(language, {
      method: 'POST',
      headers: [{ name: 'Content-Type', value: 'multipart/form-data; boundary=zzz' }],
      body,
    });
    for (const piece of ['f.bin', 'inside']) expect(form).toContain(piece);
    expect(form).not.toContain('zzz');
  },
);

test('several headers of one name', () => {
  const headers = ['a', 'b'].map((value) => ({ name: 'X-Same', value }));
  expect(code('fetch', { headers })).toContain('["X-Same", "a"],\n    ["X-Same", "b"],');
  expect(code('go', { headers }).match(/request\.Header\.Add\("X-Same"/g)).toHaveLength(2);
  expect(
    headersByName({
      ...plain,
      headers: [...headers, { name: 'Cookie', value: 'c=1' }, { name: 'cookie', value: 'd=2' }],
    }),
  ).toEqual([
    { name: 'X-Same', value: 'a, b' },
    { name: 'Cookie', value: 'c=1; d=2' },
  ]);
});

test('what a language sets by itself, or under another name', () => {
  const headers = [{ name: 'Host', value: 'other.test' }];
  expect(code('go', { headers })).toContain('request.Host = "other.test"');
  expect(code('java', { headers })).not.toContain('other.test');
  expect(code('powershell', { method: 'PURGE' })).toContain("CustomMethod = 'PURGE'");
  expect(
    code('csharp', {
      method: 'PUT',
      headers: [{ name: 'Content-Type', value: 'a/b' }],
      body: { kind: 'text', text: '' },
    }),
  ).toContain('request.Content.Headers.TryAddWithoutValidation("Content-Type", "a/b")');
});

test('cURL for PowerShell: single quotes, backticks, and long texts through a file', () => {
  expect(
    code('curlPowerShell', {
      method: 'PUT',
      body: { kind: 'text', text: `it's "x"` },
      headers: [{ name: 'Content-Type', value: 'a/b' }],
    }),
  ).toBe(
    [
      'curl.exe',
      '-X',
      'PUT',
      'https://a.test/x',
      '--compressed',
      '-H',
      `'Content-Type: a/b'`,
      '--data-raw',
      `'it''s "x"'`,
    ].join(' `\n  '),
  );
  const long = code('curlPowerShell', { method: 'POST', body: { kind: 'text', text: "'".repeat(20_001) } });
  expect(long.split('\n')[0]).toBe(`[IO.File]::WriteAllText("$PWD/body", '${"'".repeat(40_002)}')`);
  expect(long).toContain("'@body'");
});

const parts = (...given: readonly Partial<CurlPart>[]): Partial<WrittenRequest> => ({
  method: 'POST',
  body: { kind: 'parts', parts: given.map((each) => ({ ...part, ...each })) },
});

test('fields of one name are all sent', () => {
  const form = parts({ name: 'a', text: 'one' }, { name: 'a', text: 'two' }, { name: 'a', fileName: 'f.bin' });
  for (const language of codeLanguageIds)
    for (const piece of ['one', 'two', 'f.bin']) expect(code(language, form)).toContain(piece);
  expect(code('powershell', form)).toContain("'a' = @('one', 'two', (Get-Item -LiteralPath 'f.bin'))");
  expect(code('php', form)).not.toContain("'a' =>");
});

test('the type of a text and headers of a part are sent, without the name of a file', () => {
  const form = parts(
    { name: 'j', text: '{}', contentType: 'application/json' },
    { name: 'h', text: 'x', headers: [{ name: 'X-P', value: '1' }] },
  );
  for (const language of ['fetch', 'node', 'php', 'ruby'] as const) {
    const text = code(language, form);
    expect(text).toContain('application/json');
    expect(text).toContain('X-P: 1');
    expect(text).not.toMatch(/filename|CURLStringFile|new FormData/);
  }
  expect(code('httpie', form)).toMatch(/^# HTTPie cannot say/);
});

test('HTTPie takes no value for a file or JSON, and no long text as a word', () => {
  const headers = [
    { name: 'X-A', value: '@/etc/hosts' },
    { name: 'X-B', value: '=1' },
  ];
  const text = code('httpie', { headers, ...parts({ name: 'a;b', text: '@f' }, { name: 'c', text: '=g' }) });
  for (const word of ["'X-A:\\@/etc/hosts'", "'X-B:\\=1'", "'a\\;b=\\@f'", "'c=\\=g'"]) expect(text).toContain(word);
  const long = code('httpie', { method: 'POST', body: { kind: 'text', text: 'x'.repeat(200_000) } });
  expect(long).toMatch(/^printf '%s' x+ \| http POST/);
});

test('Java: an address that its class takes, and a text longer than a constant', () => {
  expect(code('java', { url: 'https://a.test:8/x[1]?a={b}&c=%41&d=5%' })).toContain(
    'URI.create("https://a.test:8/x%5B1%5D?a=%7Bb%7D&c=%41&d=5%25")',
  );
  const long = code('java', { method: 'POST', body: { kind: 'text', text: '😀'.repeat(40_000) } });
  expect(long).toContain('String.join("", "😀');
  for (const constant of long.match(/"[^"]*"/g) ?? []) expect(constant.length * 3).toBeLessThan(65_535);
});
