import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { decodeText } from '#core/textEncoding.ts';
import { printable } from '../terminal.ts';
import { commandFault } from './commandFault.ts';

/** The fault of a file that is missing or closed to this person. */
export function unreadable(place: string, error: Error) {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EISDIR')
    return commandFault('USAGE', `${place} is a folder, not a file.`, { kept: 'Nothing was changed.' });
  const missing = code === 'ENOENT';
  const message = missing ? `There is no file ${place}.` : `${place} cannot be read: ${error.message}.`;
  return commandFault('NOT_FOUND', message, { kept: 'Nothing was changed.' });
}

/** The text of a file, whatever its encoding. Throws NOT_FOUND or INVALID. */
export async function readText(place: string): Promise<string> {
  const decoded = decodeText(await readFile(place).catch((error: Error) => Promise.reject(unreadable(place, error))));
  if (decoded) return decoded.text;
  throw commandFault('INVALID', `${place} holds no text.`, { kept: 'Nothing was changed.' });
}

/** What a person types at the terminal; empty where nobody is there to ask. */
export async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY || process.argv.includes('--json')) return '';
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(printable(question))).trim();
  } finally {
    lines.close();
  }
}

/** A secret for the vault: asked for without showing it; when stdin is no terminal, its first line. Never an argument. */
export async function readSecret(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return askSecret(prompt);
  return (await readAll(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
}

/** A secret text of several lines: all of stdin, or what is pasted at the terminal without being shown. */
export async function readSecretText(prompt: string): Promise<string> {
  return process.stdin.isTTY ? askSecret(prompt) : readAll(process.stdin);
}

/** Several secrets, one after the other; when stdin is no terminal, a line each. Throws INVALID where one is missing that must not be. */
export async function readSecrets(
  prompts: readonly string[],
  mayBeEmpty: (index: number) => boolean,
): Promise<string[]> {
  const secrets: string[] = [];
  if (process.stdin.isTTY) {
    for (const prompt of prompts) secrets.push(await askSecret(prompt));
    return secrets;
  }
  const lines = (await readAll(process.stdin)).split(/\r?\n/);
  const missing = prompts.findIndex((_, index) => (lines[index] ?? '') === '' && !mayBeEmpty(index));
  if (prompts.length > 1 && missing !== -1)
    throw commandFault(
      'INVALID',
      `Line ${missing + 1} of the input must hold: ${prompts[missing]?.replace(/: $/, '')}.`,
      {
        kept: 'Nothing was stored.',
      },
    );
  return lines.slice(0, prompts.length);
}

/** Asks at the terminal without showing what is typed. */
async function askSecret(prompt: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(printable(prompt));
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/**
 * The passphrase of the vault: the first line of a file, else asked for (a new one twice), else the first line of stdin.
 * Never an argument or an environment variable, which other programs can read.
 */
export async function readPassphrase(file: string | undefined, which: 'current' | 'new'): Promise<string> {
  if (file !== undefined) return firstLine(file);
  if (which === 'current' || !process.stdin.isTTY) return readSecret('Passphrase of the vault: ');
  const first = await askSecret('New passphrase: ');
  if ((await askSecret('Once more: ')) === first) return first;
  throw commandFault('INVALID', 'The passphrases don’t match.', { kept: 'Nothing was changed.' });
}

async function firstLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw unreadable(file, error);
  });
  return text.split(/\r?\n/, 1)[0] ?? '';
}
