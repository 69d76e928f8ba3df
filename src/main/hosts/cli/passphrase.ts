import { readFile } from 'node:fs/promises';
import { commonFaults } from '#contract/fault.ts';
import { askSecret, readSecret, unreadable } from './readInput.ts';

/**
 * The passphrase of the vault: the first line of a file, else asked for (a new one twice), else the first line of stdin.
 * Never an argument or an environment variable, which other programs can read.
 */
export async function readPassphrase(file: string | undefined, which: 'current' | 'new'): Promise<string> {
  if (file !== undefined) return firstLine(file);
  if (which === 'current' || !process.stdin.isTTY) return readSecret('Passphrase of the vault: ');
  const first = await askSecret('New passphrase of the vault: ');
  if ((await askSecret('Once more: ')) === first) return first;
  throw commonFaults.fault('INVALID', 'The two passphrases differ.', { kept: 'Nothing was changed.' });
}

async function firstLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw unreadable(file, error);
  });
  return text.split(/\r?\n/, 1)[0] ?? '';
}
