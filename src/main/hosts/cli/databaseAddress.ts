import { commandFault } from './commandFault.ts';
import { readSecret } from './input.ts';
import type { Output } from './output.ts';

/**
 * The address of a database: an argument, else DATABASE_URL. A password that is missing in it may stand in PGPASSWORD.
 * @param command as a person types it
 */
export function databaseAddress(given: string | undefined, command: string): string {
  const { DATABASE_URL: usual = '', PGPASSWORD: password = '' } = process.env;
  const address = given || usual;
  if (address === '')
    throw commandFault(
      'USAGE',
      `Give the address of the database: patchbay ${command} postgres://user@host/database.`,
      {
        todo: 'It may stand in DATABASE_URL instead, where no list of processes shows it.',
      },
    );
  return hasPassword(address) ? address : withPassword(address, password);
}

/** The same, and asks for a password that stands nowhere, where a person sits at the terminal. */
export async function askedDatabaseAddress(
  output: Output,
  given: string | undefined,
  command: string,
): Promise<string> {
  if (given && hasPassword(given))
    output.note(
      'While this runs, other programs of this computer can read the password in the address. Next time give it in PGPASSWORD, or the address in DATABASE_URL.',
    );
  const address = databaseAddress(given, command);
  if (hasPassword(address) || !process.stdin.isTTY) return address;
  return withPassword(address, await readSecret('Password of the database: '));
}

/** What is no address counts as complete: whoever reads it says what is wrong. */
function hasPassword(address: string): boolean {
  const url = URL.parse(address);
  return url === null || url.password !== '' || url.searchParams.has('password');
}

function withPassword(address: string, password: string): string {
  const url = URL.parse(address);
  if (url === null || password === '') return address;
  url.password = encodeURIComponent(password);
  return url.href;
}
