import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pipeIn, typeIn } from '#test/support/commandRig.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { ask, readPassphrase, readSecret, readSecrets, unreadable } from './input.ts';

const file = (content: string | Uint8Array): string => {
  const path = join(temporaryFolder(), 'passphrase');
  writeFileSync(path, content);
  return path;
};

describe('a secret from a pipe', () => {
  test.each([
    ['a line', 'hunter2\n', 'hunter2'],
    ['a line of Windows', 'hunter2\r\n', 'hunter2'],
    ['no line end', 'hunter2', 'hunter2'],
    ['several lines', 'hunter2\nsecond\n', 'hunter2'],
    ['spaces around it, which belong to it', '  hunter2 \n', '  hunter2 '],
    ['a carriage return within it', 'hunt\rer2\n', 'hunt\rer2'],
    ['other scripts', 'pässwörd🙂\n', 'pässwörd🙂'],
    ['nothing', '', ''],
    ['an empty first line', '\nhunter2\n', ''],
  ])('with %s is its first line', async (_, input, secret) => {
    pipeIn(input);
    expect(await readSecret('Secret: ')).toBe(secret);
  });

  test('is whole where a character is cut in two on the way', async () => {
    const bytes = Buffer.from('pä🙂\n');
    pipeIn(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(await readSecret('Secret: ')).toBe('pä🙂');
  });
});

describe('several secrets from a pipe', () => {
  const never = () => false;
  test.each<[string, string, number, (index: number) => boolean, string[]]>([
    ['a line each', 'a\nb\n', 2, never, ['a', 'b']],
    ['a line each of Windows', 'a\r\nb\r\n', 2, never, ['a', 'b']],
    ['more lines than are asked for', 'a\nb\nc\n', 2, never, ['a', 'b']],
    ['no line end behind the last', 'a\nb', 2, never, ['a', 'b']],
    ['an empty one that may be empty', '\nb\n', 2, (index) => index === 0, ['', 'b']],
    ['none for the only one, which the console judges', '', 1, never, ['']],
  ])('with %s', async (_, input, count, mayBeEmpty, secrets) => {
    pipeIn(input);
    const prompts = Array.from({ length: count }, (_each, at) => `Secret ${at}: `);
    expect(await readSecrets(prompts, mayBeEmpty)).toEqual(secrets);
  });

  test.each([
    ['the second', 'a\n', 'Line 2 of the input must hold: Key for pets, two.'],
    ['the first', '\nb\n', 'Line 1 of the input must hold: Key for pets, one.'],
    ['both', '', 'Line 1 of the input must hold: Key for pets, one.'],
  ])('without %s are refused by its line, and nothing is stored', async (_, input, message) => {
    pipeIn(input);
    const prompts = ['Key for pets, one: ', 'Key for pets, two: '];
    await expect(readSecrets(prompts, never)).rejects.toMatchObject({
      code: 'INVALID',
      message,
      data: { kept: 'Nothing was stored.' },
    });
  });
});

describe('at a terminal', () => {
  test('a secret is asked for and never shown', async () => {
    const terminal = typeIn('hunter2');
    expect(await readSecret('Secret for pets: ')).toBe('hunter2');
    expect(terminal.shown()).toBe('Secret for pets: \n');
  });

  test('each secret has its own question', async () => {
    const terminal = typeIn('one', 'two', '');
    const prompts = ['First: ', 'Second: ', 'Third: '];
    expect(await readSecrets(prompts, () => false)).toEqual(['one', 'two', '']);
    expect(terminal.shown()).toBe('First: \nSecond: \nThird: \n');
  });

  test('a name in a question cannot command the terminal', async () => {
    const secret = typeIn('x');
    await readSecret('Secret for \u001b[2J: ');
    expect(secret.shown()).toBe('Secret for ␛[2J: \n');
    const question = typeIn('y');
    await ask('Read \u001b]52;c;ZXZpbA==\u0007 too? ');
    expect(question.shown()).toContain('Read ␛]52;c;ZXZpbA==␇ too? ');
  });

  test('a new passphrase is asked for twice', async () => {
    const terminal = typeIn('correct horse', 'correct horse');
    expect(await readPassphrase(undefined, 'new')).toBe('correct horse');
    expect(terminal.shown()).toBe('New passphrase: \nOnce more: \n');
  });

  test('a new passphrase that is typed in two ways is refused', async () => {
    typeIn('correct horse', 'correct house');
    await expect(readPassphrase(undefined, 'new')).rejects.toMatchObject({
      code: 'INVALID',
      data: { kept: 'Nothing was changed.' },
    });
  });

  test('the passphrase that there is is asked for once', async () => {
    const terminal = typeIn('correct horse', 'not asked');
    expect(await readPassphrase(undefined, 'current')).toBe('correct horse');
    expect([terminal.shown(), terminal.left()]).toEqual(['Passphrase of the vault: \n', 1]);
  });

  test('an answer comes without the blanks around it', async () => {
    typeIn('  yes ');
    expect(await ask('Sure? ')).toBe('yes');
  });

  test('nothing is asked for a program that wants JSON', async () => {
    const terminal = typeIn('yes');
    process.argv.push('--json');
    onTestFinished(() => void process.argv.pop());
    expect(await ask('Sure? ')).toBe('');
    expect([terminal.shown(), terminal.left()]).toEqual(['', 1]);
  });
});

test('nobody is asked at a pipe, and what it holds stays there', async () => {
  pipeIn('secret\n');
  expect(await ask('Sure? ')).toBe('');
  expect(await readSecret('Secret: ')).toBe('secret');
});

describe('a passphrase from a file', () => {
  test.each([
    ['its first line', 'correct horse\nrest\n', 'correct horse'],
    ['its only line', 'correct horse', 'correct horse'],
    ['a line of Windows', 'correct horse\r\n', 'correct horse'],
    ['an empty file', '', ''],
  ])('is %s, for one that is and a new one alike', async (_, content, passphrase) => {
    const path = file(content);
    pipeIn('from the pipe\n');
    expect([await readPassphrase(path, 'current'), await readPassphrase(path, 'new')]).toEqual([
      passphrase,
      passphrase,
    ]);
  });

  test('else comes from the pipe, also a new one', async () => {
    pipeIn('from the pipe\n');
    expect(await readPassphrase(undefined, 'new')).toBe('from the pipe');
  });

  test('that is not there or is a folder is named', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    await expect(readPassphrase(join(folder, 'none'), 'current')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no file ${join(folder, 'none')}.`,
    });
    await expect(readPassphrase(join(folder, 'sub'), 'current')).rejects.toMatchObject({
      code: 'USAGE',
      message: `${join(folder, 'sub')} is a folder, not a file.`,
    });
  });
});

test.each([
  ['ENOENT', 'NOT_FOUND', 'There is no file a.json.'],
  ['EISDIR', 'USAGE', 'a.json is a folder, not a file.'],
  ['EACCES', 'NOT_FOUND', 'a.json cannot be read: denied.'],
])('a file that gives %s is refused as %s', (code, fault, message) => {
  const error = Object.assign(new Error('denied'), { code });
  expect(unreadable('a.json', error)).toMatchObject({ code: fault, message, data: { kept: 'Nothing was changed.' } });
});
