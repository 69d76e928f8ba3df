import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { programVersion } from '../programVersion.ts';
import { canOpenStore, NeedsNewerNode, requireNewNode } from './withConsole.ts';

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
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

let runs = 0;

/** The program of a process that was started with these words: it reads them when it is loaded. */
async function patchbay(...words: string[]) {
  const before = process.argv;
  process.argv = ['node', 'patchbay', ...words];
  onTestFinished(() => {
    process.argv = before;
  });
  // Whatever a command should come to open is the test's own.
  vi.stubEnv('PATCHBAY_DATA', temporaryFolder());
  runs += 1;
  const program: typeof import('./program.ts') = await import(/* @vite-ignore */ `./program.ts?run=${runs}`);
  process.exitCode = undefined;
  const done = await program.runProgram();
  const { exitCode } = process;
  process.exitCode = undefined;
  return { done, code: exitCode, ...written };
}

describe('a wrong command line', () => {
  test.each<[string[], string]>([
    [['sendd'], "unknown command 'sendd'"],
    [['list', 'pets'], 'too many arguments'],
    [['list', '--all'], "unknown option '--all'"],
    [['send', 'pets'], "missing required argument 'operation'"],
    [['connect'], "missing required argument 'integration'"],
    [['import'], "missing required argument 'file|folder|zip|url|-'"],
    [['vault', 'setup'], "required option '--method <method>' not specified"],
    [['vault', 'setup', '--method', 'plain'], 'Allowed choices are keychain, passphrase'],
    [['saved', 'send'], "missing required argument 'name'"],
  ])('%j ends with 2 and says so, for a person and for a program', async (words, message) => {
    const person = await patchbay(...words);
    expect([person.done, person.code, person.out]).toEqual([true, 2, '']);
    expect(person.err).toContain(message);
    written = { out: '', err: '' };
    const program = await patchbay(...words, '--json');
    expect([program.done, program.code, program.err]).toEqual([true, 2, '']);
    const { error } = JSON.parse(program.out);
    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
    expect(error.message).not.toMatch(/^error:/);
  });

  test('of no command at all shows the help', async () => {
    const { code, err } = await patchbay();
    expect([code, err]).toEqual([2, expect.stringContaining('Usage: patchbay')]);
    written = { out: '', err: '' };
    const { out } = await patchbay('--json');
    expect(JSON.parse(out)).toEqual({ error: { code: 'USAGE', message: expect.any(String) } });
  });
});

test('the version and the help are answers, with the code for done', async () => {
  expect(await patchbay('--version')).toMatchObject({ code: 0, out: `${programVersion()}\n`, err: '' });
  written = { out: '', err: '' };
  const help = await patchbay('--help');
  expect([help.code, help.out]).toEqual([0, expect.stringContaining('Exit codes: 0 done')]);
});

/** Commands of the README's table, each with the options that its row names. */
function ofReadme(): Map<string, string[]> {
  const readme = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
  const [, table = ''] = /\| command \| what it does \|\n\| --- \| --- \|\n((?:\|.*\n)+)/.exec(readme) ?? [];
  const rows = table
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [, cell = '', words = ''] = row.split(/(?<!\\)\|/);
      const usages = [...cell.matchAll(/`([^`]+)`/g)].map(([, usage = '']) => usage);
      // Options that stand in the words of a row are those of all its commands.
      const more = [...words.matchAll(/--[a-z-]+/g)].map(([option]) => option);
      return usages.map((usage): [string, string[]] => {
        const name = (/^[a-z-]+( [a-z-]+(?![a-z-]*[<[]))?/.exec(usage)?.[0] ?? '').trim();
        return [name, [...new Set([...(usage.match(/--[a-z-]+[a-z0-9]/g) ?? []), ...more])]];
      });
    });
  return new Map(rows);
}

/** The commands that a help lists, with those below them. */
async function commandsBelow(...words: string[]): Promise<string[]> {
  written = { out: '', err: '' };
  const { out } = await patchbay(...words, '--help');
  const [, list = ''] = /^Commands:\n((?: {2}.*\n?)+)/m.exec(out) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
  const found = [];
  for (const name of names) {
    const below = await commandsBelow(...words, name);
    found.push(...(below.length > 0 ? below : [[...words, name].join(' ')]));
  }
  return found;
}

test('the README has every command that there is, and each has the options that it names', async () => {
  const table = ofReadme();
  expect([...table.keys()].toSorted()).toEqual((await commandsBelow()).toSorted());
  for (const [name, options] of table) {
    written = { out: '', err: '' };
    const { code, out } = await patchbay(...name.split(' '), '--help');
    expect([name, code]).toEqual([name, 0]);
    for (const option of ['--json', ...options]) expect(out, name).toContain(option);
  }
});

describe('an older Node', () => {
  test.each([
    ['20.20.2', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['22.12.1', true],
    ['23.0.0', true],
    ['24.21.0', true],
    ['21.99.0', false],
  ])('%s can open a store: %s', (version, can) => expect(canOpenStore(version)).toBe(can));

  test.each([['serve'], ['inspect', 'a.json'], ['import', 'a.json'], ['doctor'], ['demo']])(
    'starts %s %s again on the one that comes with the program, and says nothing by then',
    async (...words) => {
      const node = Object.getOwnPropertyDescriptor(process.versions, 'node');
      Object.defineProperty(process.versions, 'node', { value: '20.20.2', configurable: true, enumerable: true });
      onTestFinished(() => {
        if (node) Object.defineProperty(process.versions, 'node', node);
      });
      expect(() => requireNewNode()).toThrow(NeedsNewerNode);
      expect(await patchbay(...words)).toEqual({ done: false, code: undefined, out: '', err: '' });
    },
  );
});
