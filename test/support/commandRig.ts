import { PassThrough, Readable } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import type { CommandConsole } from '#main/hosts/cli/commandConsole.ts';
import type { Output } from '#main/hosts/cli/output.ts';
import type { Host } from '#main/kernel/host.ts';
import { testConsole } from './testConsole.ts';

/** What a command answered: each result with its lines, and its notes. */
export interface Said extends Output {
  readonly values: unknown[];
  readonly lines: string[];
  readonly notes: string[];
}

export function said(): Said {
  const [values, lines, notes]: [unknown[], string[], string[]] = [[], [], []];
  return {
    json: false,
    values,
    lines,
    notes,
    result: (value, shown) => {
      values.push(value);
      lines.push(...shown);
    },
    note: (line) => void notes.push(line),
  };
}

/** A console of the command's own, as `withOwnConsole` opens it, and what the command says. */
export async function commandRig(overrides: Partial<Host> = {}) {
  const test = await testConsole(overrides);
  const session = test.console.openSession();
  const own: CommandConsole = {
    client: test.client,
    keepFile: (bytes) => test.console.keepFile(session, bytes),
    isShared: false,
  };
  onTestFinished(() => {
    process.exitCode = undefined;
  });
  return { ...test, own, shared: { ...own, isShared: true }, output: said() };
}

function replaceStdin(stream: Readable, isTTY: boolean): void {
  const before = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.defineProperty(process, 'stdin', { value: Object.assign(stream, { isTTY }), configurable: true });
  onTestFinished(() => {
    if (before) Object.defineProperty(process, 'stdin', before);
  });
}

/** Stdin is a pipe with these bytes until the test ends. */
export function pipeIn(...chunks: (string | Uint8Array)[]): void {
  replaceStdin(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), false);
}

/** A person sits at the terminal and types one line at each question; `shown` is what the terminal showed on stderr. */
export function typeIn(...answers: string[]): { readonly shown: () => string; readonly left: () => number } {
  const keys = new PassThrough();
  replaceStdin(keys, true);
  const waiting = [...answers];
  let shown = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown += String(text);
    const answer = /[:?\]] $/.test(String(text)) ? waiting.shift() : undefined;
    if (answer !== undefined) setImmediate(() => keys.write(`${answer}\n`));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  return { shown: () => shown, left: () => waiting.length };
}
