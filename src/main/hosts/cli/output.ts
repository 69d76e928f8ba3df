import { ORPCError } from '@orpc/client';
import { print } from '../terminal.ts';
import { exitCodes } from './exitCodes.ts';

/** How the command line answers: lines for a person, or one JSON document for a program. */
export interface Output {
  readonly json: boolean;
  /** The result: `value` as JSON, or `lines` for a person. */
  result(value: unknown, lines: readonly string[]): void;
  /** A step on the way; to stderr, and only for a person. */
  note(line: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    result: (value, lines) => print(json ? JSON.stringify(value, null, 2) : lines.join('\n')),
    note: (line) => {
      if (!json) print(line, process.stderr);
    },
  };
}

const codeOf: Record<string, number> = {
  ALREADY_RUNNING: exitCodes.alreadyRunning,
  NOT_FOUND: exitCodes.notFound,
  VAULT_LOCKED: exitCodes.locked,
  NOT_SET_UP: exitCodes.locked,
  KEYCHAIN_LOCKED: exitCodes.locked,
  KEYCHAIN_UNAVAILABLE: exitCodes.locked,
  PASSPHRASE_WRONG: exitCodes.locked,
  FORBIDDEN: exitCodes.refused,
  USAGE: exitCodes.usage,
  SCHEME_UNKNOWN: exitCodes.notFound,
};

/** Prints what went wrong and sets the exit code. A defect of ours is shown whole, since no log may exist yet. */
export function reportFailure(error: unknown, json: boolean): void {
  process.exitCode = error instanceof ORPCError ? (codeOf[error.code] ?? exitCodes.failed) : exitCodes.failed;
  if (json) print(JSON.stringify({ error: toJson(error) }, null, 2));
  else print(sentences(error).join('\n'), process.stderr);
}

function toJson(error: unknown): object {
  if (!(error instanceof ORPCError))
    return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
  return { code: error.code, message: error.message, ...data(error) };
}

function sentences(error: unknown): string[] {
  if (!(error instanceof ORPCError)) return [error instanceof Error ? error.message : String(error)];
  const { kept, todo, line, column, pointer, names = [] } = data(error);
  const place = line === undefined ? pointer : `line ${line}, column ${column}`;
  const message = !place || error.message.includes(place) ? error.message : `${error.message} (${place})`;
  const more = names.length > 20 ? [`  and ${names.length - 20} more`] : [];
  const listed = names.length > 1 ? [...names.slice(0, 20).map((name) => `  ${name}`), ...more] : [];
  return [message, ...listed, kept, todo].filter((text) => text !== undefined);
}

interface FailureData {
  kept?: string;
  todo?: string;
  pointer?: string;
  line?: number;
  column?: number;
  /** What is in the way, for example the files that are missing. */
  names?: string[];
}

const data = (error: ORPCError<string, unknown>): FailureData =>
  typeof error.data === 'object' && error.data !== null ? error.data : {};

/** A name as a shell takes it for one word, so that a line with it can be pasted. */
export function quoted(name: string): string {
  if (/^(-|[\w@%+=:,./][\w@%+=:,./-]*)$/.test(name)) return name;
  return process.platform === 'win32' ? `"${name.replaceAll('"', '\\"')}"` : `'${name.replaceAll("'", "'\\''")}'`;
}

/** Lines of a table whose columns are as wide as their widest cell. */
export function table(head: readonly string[], given: readonly (readonly string[])[]): string[] {
  const rows = given.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ')));
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}

/** A moment in milliseconds since 1970 UTC, in the time of this computer. */
export const moment = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
