import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { print, printable } from '../terminal.ts';
import { commandFault } from './commandFault.ts';
import { exitCodeHelp, exitCodes } from './exitCodes.ts';
import { createOutput, quoted, reportFailure, table } from './output.ts';

let written: { out: string; err: string };
beforeEach(() => {
  written = { out: '', err: '' };
  const into = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    written[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(into('err'));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Exit code, what is on stdout and on stderr. */
function reported(error: unknown, json = false) {
  reportFailure(error, json);
  const code = process.exitCode;
  process.exitCode = undefined;
  return { code, ...written };
}

const byNumber = (a: number, b: number) => a - b;

test('the exit codes are those that the README and the help name', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
  const told = [...readme.matchAll(/^\| (\d+)\s+\| /gm)].map(([, code]) => Number(code));
  expect(Object.values(exitCodes).toSorted(byNumber)).toEqual(told);
  expect([...exitCodeHelp.matchAll(/\b(\d{1,2}) [a-z]/g)].map(([, code]) => Number(code)).toSorted(byNumber)).toEqual(
    told,
  );
});

test.each<[string, number]>([
  ['ALREADY_RUNNING', 3],
  ['FORBIDDEN', 4],
  ['NOT_FOUND', 5],
  ['SCHEME_UNKNOWN', 5],
  ['VAULT_LOCKED', 6],
  ['NOT_SET_UP', 6],
  ['KEYCHAIN_LOCKED', 6],
  ['KEYCHAIN_UNAVAILABLE', 6],
  ['PASSPHRASE_WRONG', 6],
  ['USAGE', 2],
  ['CONFLICT', 1],
  ['INTERNAL_SERVER_ERROR', 1],
])('%s ends with the exit code %d', (code, exit) => {
  expect(reported(new ORPCError(code, { message: 'No.' })).code).toBe(exit);
  expect(reported(new ORPCError(code, { message: 'No.' }), true).code).toBe(exit);
});

describe('a failure', () => {
  test.each<[string, unknown, string]>([
    ['in one sentence', commandFault('INVALID', 'No.'), 'No.\n'],
    [
      'with what was kept and what to do',
      commandFault('INVALID', 'No.', { kept: 'Kept.', todo: 'Do.' }),
      'No.\nKept.\nDo.\n',
    ],
    ['with its place', commandFault('INVALID', 'No', { line: 3, column: 7 }), 'No (line 3, column 7)\n'],
    [
      'with its place, which it says itself',
      commandFault('INVALID', 'No at line 3, column 7', { line: 3, column: 7 }),
      'No at line 3, column 7\n',
    ],
    ['with a pointer', commandFault('INVALID', 'No', { pointer: '/a/b' }), 'No (/a/b)\n'],
    ['of the whole document', commandFault('INVALID', 'No', { pointer: '' }), 'No\n'],
    ['with one name, which stands in it', commandFault('INVALID', 'No a.', { names: ['a'] }), 'No a.\n'],
    ['with names', commandFault('INVALID', 'No:', { names: ['a', 'b'], kept: 'Kept.' }), 'No:\n  a\n  b\nKept.\n'],
    ['of a program', new TypeError('broken'), 'broken\n'],
    ['that is none', 'only a text', 'only a text\n'],
  ])('%s is told on stderr', (_, error, text) => {
    expect(reported(error)).toMatchObject({ out: '', err: text });
  });

  test.each([
    [20, 20, ''],
    [21, 20, '  and 1 more'],
    [500, 20, '  and 480 more'],
  ])('lists of %d names %d', (all, shown, more) => {
    const names = Array.from({ length: all }, (_, at) => `n${at}`);
    const lines = reported(commandFault('INVALID', 'No:', { names }))
      .err.trimEnd()
      .split('\n');
    expect(lines.slice(1, 1 + shown)).toEqual(names.slice(0, shown).map((name) => `  ${name}`));
    expect(lines.slice(1 + shown)).toEqual(more === '' ? [] : [more]);
  });

  test.each<[string, unknown, object]>([
    [
      'of a command',
      commandFault('USAGE', 'No.', { kept: 'Kept.', names: ['a'] }),
      { code: 'USAGE', message: 'No.', kept: 'Kept.', names: ['a'] },
    ],
    [
      'without anything more',
      new ORPCError('CONFLICT', { message: 'No.', data: null }),
      { code: 'CONFLICT', message: 'No.' },
    ],
    ['of a program', new TypeError('broken'), { code: 'INTERNAL', message: 'broken' }],
    ['that is none', 7, { code: 'INTERNAL', message: '7' }],
  ])('%s is one document on stdout for a program', (_, error, document) => {
    const { out, err } = reported(error, true);
    expect([JSON.parse(out), err]).toEqual([{ error: document }, '']);
  });
});

test('a result is lines for a person and one document for a program, and notes are for a person alone', () => {
  const value = { a: [1, 'é'], b: null };
  createOutput(false).result(value, ['one', 'two']);
  createOutput(false).note('on the way');
  expect(written).toEqual({ out: 'one\ntwo\n', err: 'on the way\n' });
  written = { out: '', err: '' };
  createOutput(true).result(value, ['one', 'two']);
  createOutput(true).note('on the way');
  expect([JSON.parse(written.out), written.err]).toEqual([value, '']);
});

test.runIf(process.platform !== 'win32')('a name in quotes is one word for a shell, whatever stands in it', () => {
  const sign = fc.constantFrom(...`aZ09 -_@%+=:,./'"\\$\`!;|&<>()[]{}*?#~^\n\té😀`);
  const names = fc.sample(fc.string({ unit: sign, minLength: 1, maxLength: 12 }), 300);
  const script = [...names, '-', '--', '-x', '~', '#a', 'GET /books', ''];
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${script.map(quoted).join(' ')}`]).toString();
  expect(said.split('\0').slice(0, -1)).toEqual(script);
});

test.each([
  ['list', 'list'],
  ['-', '-'],
  ['/a/b.json', '/a/b.json'],
  ['-x', process.platform === 'win32' ? '"-x"' : "'-x'"],
])('%s stands as %s', (name, expected) => {
  expect(quoted(name)).toBe(expected);
});

test('columns of a table are as wide as their widest cell, and no cell breaks a line', () => {
  expect(table(['name', 'n'], [])).toEqual(['name  n']);
  expect(
    table(
      ['name', 'n', 'last'],
      [
        ['a\nb\t c', '1', ''],
        ['a long name', '12', 'x'],
      ],
    ),
  ).toEqual(['name         n   last', 'a b c        1', 'a long name  12  x']);
});

describe('what a terminal would obey', () => {
  test('is shown instead, and everything else stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/u);
        expect(printable(shown)).toBe(shown);
        if (!/(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)) expect(shown).toBe(text);
      }),
    );
  });

  test.each([
    ['\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
    ['a\u0000b\u0007\b', 'a␀b␇␈'],
    ['a\r\nb\rc\n', 'a\nb␍c\n'],
    ['\u007f\u009b', '␡\\u009b'],
    ['user\u202egpj.exe', 'user\\u202egpj.exe'],
    ['\ufeffa\u200bb\u00adc', '\\ufeffa\\u200bb\\u00adc'],
    ['é\t😀 ─', 'é\t😀 ─'],
  ])('%j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('goes as it is into a file or pipe', () => {
    const stream = (isTTY: boolean) => ({ isTTY, write: vi.fn() });
    const [terminal, pipe] = [stream(true), stream(false)];
    print('\u001b[31m', terminal as never);
    print('\u001b[31m', pipe as never);
    expect([terminal.write.mock.calls, pipe.write.mock.calls]).toEqual([[['␛[31m\n']], [['\u001b[31m\n']]]);
  });
});
