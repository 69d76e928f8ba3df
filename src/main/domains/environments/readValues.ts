import { type ChildProcess, execFile } from 'node:child_process';
import { environmentFaults } from '#contract/environments.ts';
import { readShell } from '#core/curl/shellWords.ts';
import { lockedFault } from '#main/vault/index.ts';
import type { EnvironmentsContext } from './context.ts';
import type { VariableScope } from './scope.ts';
import type { VariableRow } from './table.ts';
import { isAllowed, secretOf } from './variables.ts';

type Context = Pick<EnvironmentsContext, 'store' | 'vault' | 'processValues' | 'commandMs'>;

const mostOutput = 1_000_000;
/** Milliseconds without output after a command has ended, until what it left running is not listened to any more. */
const quietMs = 300;

/**
 * The values of the named variables that do not stand in the store: opened, or read where they come from, now. Nothing of them is kept.
 * Throws VAULT_LOCKED, SECRET_MISSING, COMMAND_NOT_ALLOWED or VARIABLE_UNREADABLE; nothing was sent then.
 */
export async function readValues(
  context: Context,
  { variables }: VariableScope,
  names: Iterable<string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const name of names) {
    const found = variables.get(name);
    if (found?.row && found.kind !== 'plain')
      values.set(name, await readValue(context, found.row, found.source, signal));
  }
  return values;
}

async function readValue(context: Context, row: VariableRow, source: string, signal?: AbortSignal): Promise<string> {
  if (row.kind === 'secret') return context.vault.open(context.store.read, secretOf(row));
  const fail = (why: string, todo: string) =>
    environmentFaults.fault('VARIABLE_UNREADABLE', `${row.name} (${source}) could not be read: ${why}`, {
      kept: 'Nothing was sent.',
      todo,
      names: [row.name],
    });
  if (row.kind === 'process') {
    const values = readable(context.processValues);
    const value = Object.hasOwn(values, row.value) ? values[row.value] : undefined;
    if (value !== undefined) return value;
    throw fail(
      `the environment variable ${row.value} is not set for Patchbay.`,
      'Set it before you start Patchbay, or take the value from elsewhere.',
    );
  }
  // What was allowed is sealed too: whether it was cannot be told now.
  if (context.vault.standing().status === 'locked') throw lockedFault(context.store.read);
  if (!isAllowed(context, row))
    throw environmentFaults.fault(
      'COMMAND_NOT_ALLOWED',
      `The command of ${row.name} (${source}) was not allowed on this computer.`,
      {
        kept: 'Nothing was run and nothing was sent.',
        todo: 'Read the command where the variable is, and allow it there while the vault is open.',
        names: [row.name],
      },
    );
  const output = await run(context, row.value, signal).catch((error: unknown) => {
    throw fail(whyFailed(error, context.commandMs), 'Try the command in a terminal.');
  });
  const text = decodeUtf8(output);
  if (text === null)
    throw fail('it printed bytes that are no text in UTF-8.', 'Let it print text, for example base64.');
  return text.replace(/\r?\n$/, '');
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Without what Patchbay is told by, which is no one's to send. */
const readable = (values: Context['processValues']) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.toUpperCase().startsWith('PATCHBAY_')));

/** Runs a program with its arguments, without a shell and without input, and gives what it prints. */
function run({ processValues, commandMs }: Context, command: string, signal?: AbortSignal): Promise<Buffer> {
  const [program = '', ...args] = readShell(command).words;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        env: readable(processValues),
        timeout: commandMs,
        // A program may pass over a request to end.
        killSignal: 'SIGKILL',
        maxBuffer: mostOutput,
        windowsHide: true,
        ...(signal && { signal }),
        encoding: 'buffer',
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.once('exit', () => leaveWhenQuiet(child));
    // One that cannot be started, or ends without reading, has no more input either.
    child.stdin?.on('error', () => undefined).end();
  });
}

/** Listens no longer to what an ended command left running: a helper in the background may hold the outputs open as long as it lives. */
function leaveWhenQuiet(child: ChildProcess): void {
  const leave = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const leaving = setTimeout(leave, quietMs);
  child.stdout?.on('data', () => leaving.refresh());
  child.once('close', () => clearTimeout(leaving));
}

/** Why a command gave nothing. What it printed stays out: it may be the secret. */
function whyFailed(error: unknown, commandMs: number): string {
  const { code, killed, name } = error as { code?: unknown; killed?: unknown; name?: unknown };
  if (name === 'AbortError') return 'it was cancelled.';
  if (code === 'ENOENT') return 'the program is not installed, or not found from here.';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed more than a million characters.';
  if (killed === true) return `it took longer than ${commandMs / 1000} s.`;
  return typeof code === 'number' ? `the command ended with code ${code}.` : 'the command could not be run.';
}
