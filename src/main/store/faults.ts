import { defineFaults, type Fault } from '#contract/fault.ts';

/** What can go wrong with the data folder and the file in it. */
export const storeFaults = defineFaults({
  STORE_NEWER: { status: 409, message: 'The data was written by a newer version of Patchbay.' },
  STORE_CHANGED: {
    status: 409,
    message: 'A migration already applied to this data differs from the one in this version.',
  },
  STORE_FOREIGN: { status: 422, message: 'The file is not a Patchbay store.' },
  STORE_CORRUPT: { status: 500, message: 'The store is damaged.' },
  STORE_MISSING: { status: 404, message: 'There is no store here.' },
  STORE_BUSY: { status: 409, message: 'Another process is using the store.' },
  STORE_FULL: { status: 507, message: 'The disk is full.' },
  STORE_UNUSABLE: { status: 500, message: 'The store cannot be opened or written.' },
  MIGRATION_FAILED: { status: 500, message: 'The data could not be migrated to this version.' },
  ALREADY_RUNNING: { status: 409, message: 'Patchbay already runs on this data folder.' },
});

type StoreCode = Parameters<typeof storeFaults.fault>[0];

const untouched = 'Nothing in the file was changed.';
const restore =
  'Restore one of the copies in the backups folder, or ask for help with the damaged file before using it.';

interface Meaning {
  readonly signs: readonly string[];
  readonly code: StoreCode;
  readonly message: string;
  readonly kept: string;
  readonly todo: string;
}

const savedKept = 'Everything saved before is kept.';

const meanings: readonly Meaning[] = [
  {
    signs: ['SQLITE_CORRUPT'],
    code: 'STORE_CORRUPT',
    message: 'The store is damaged and cannot be read.',
    kept: untouched,
    todo: restore,
  },
  {
    signs: ['SQLITE_NOTADB'],
    code: 'STORE_FOREIGN',
    message: 'The file is not a Patchbay store.',
    kept: untouched,
    todo: 'Choose another data folder, or move this file away.',
  },
  {
    signs: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    code: 'STORE_FULL',
    message: 'The disk is full, so the change was not saved.',
    kept: savedKept,
    todo: 'Free up disk space and try again.',
  },
  {
    signs: ['SQLITE_BUSY'],
    code: 'STORE_BUSY',
    message: 'Another process kept the store locked for more than five seconds.',
    kept: 'The change was not made; everything saved before is kept.',
    todo: 'Try again when the other task has finished.',
  },
  {
    signs: [
      'SQLITE_IOERR',
      'SQLITE_READONLY',
      'SQLITE_CANTOPEN',
      'SQLITE_PERM',
      'EACCES',
      'EPERM',
      'EROFS',
      'EEXIST',
      'ENOTDIR',
      'EISDIR',
      'ELOOP',
      'ENAMETOOLONG',
      'EIO',
      'EBUSY',
      'ENODEV',
      'ENXIO',
    ],
    code: 'STORE_UNUSABLE',
    message: 'The store could not be opened or written.',
    kept: savedKept,
    todo: 'Check that the disk is connected and that you can write to the data folder.',
  },
];

/** The code that SQLite or the file system gave an error, also where a query builder wrapped it. */
export function causeCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return causeCode(error.cause);
}

/** The fault that a failure of SQLite or the file system means to a person, or nothing where it is a defect of ours. */
export function faultOf(error: unknown): Fault | undefined {
  const code = causeCode(error);
  const meaning = code && meanings.find(({ signs }) => signs.some((sign) => code.startsWith(sign)));
  return meaning
    ? storeFaults.fault(meaning.code, meaning.message, { kept: meaning.kept, todo: meaning.todo })
    : undefined;
}

/** What SQLite says of a value or a statement, and not of the file or the machine. */
const ofValues = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR)/;

/**
 * Whether the store itself is in trouble, as with a full disk: nothing that was to be written is to blame, and the same may work later.
 * SQLite may have taken back the whole transaction then, whatever savepoint it was in.
 */
export function isStoreTrouble(error: unknown): boolean {
  const code = causeCode(error);
  if (code === undefined) return false;
  if (code.startsWith('SQLITE_')) return !ofValues.test(code);
  return faultOf(error) !== undefined || meanings.some((meaning) => meaning.code === code);
}
