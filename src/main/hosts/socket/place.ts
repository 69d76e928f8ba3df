import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the running console of a data folder listens for programs of its user, and what both sides prove with that they are meant. */
export interface Place {
  /** A socket's file, or a named pipe. */
  readonly socket: string;
  /** What the console was built of; a command of another build does not speak with it. */
  readonly build: string;
  /** Who shows this has read this file, which only its owner can. */
  readonly ask: string;
  /** Who answers with this has written it. */
  readonly answer: string;
}

/** Says where the socket is. Only this person reads the data folder, so that a name elsewhere is nobody else's to guess. */
const placeFile = (dataDirectory: string): string => join(dataDirectory, 'console.socket.json');

/** Whether a console runs that can be asked, as far as that can be told without asking; cheap, and true for one that was killed. */
export const mayRun = (dataDirectory: string): boolean => existsSync(placeFile(dataDirectory));

export function writePlace(dataDirectory: string, place: Place): void {
  removePlace(dataDirectory);
  writeFileSync(placeFile(dataDirectory), JSON.stringify(place), { mode: 0o600, flag: 'wx' });
}

export function removePlace(dataDirectory: string): void {
  rmSync(placeFile(dataDirectory), { force: true });
}

/** The place that the console of this user wrote; null where there is none, or where others of this machine could have put it there. */
export function readPlace(dataDirectory: string): Place | null {
  try {
    const text = readOwn(placeFile(dataDirectory));
    const found: unknown = text === null ? null : JSON.parse(text);
    if (!isPlace(found)) return null;
    return process.platform === 'win32' || isOwnSocket(found.socket) ? found : null;
  } catch {
    return null;
  }
}

const keys = ['socket', 'build', 'ask', 'answer'] as const;

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && keys.every((key) => typeof Reflect.get(value, key) === 'string');

/** The text of a file that belongs to this user and that nobody else reads or writes. What is checked is what is read: no link, one handle. */
function readOwn(file: string): string | null {
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const found = fstatSync(handle);
    return found.isFile() && isOnlyOwn(found) ? readFileSync(handle, 'utf8') : null;
  } finally {
    closeSync(handle);
  }
}

/** A socket of this user in a folder that only this user enters. */
function isOwnSocket(socket: string): boolean {
  const found = statSync(socket);
  return found.isSocket() && isOnlyOwn(found) && isOnlyOwn(statSync(dirname(socket)));
}

function isOnlyOwn({ uid, mode }: { uid: number; mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
}
