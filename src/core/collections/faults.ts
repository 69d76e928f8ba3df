import { defineFaults } from '../fault.ts';

/** Why files are refused whole. What is wrong with single items or files of several is noted instead. */
export const collectionFaults = defineFaults({
  COLLECTION_EMPTY: { status: 422, message: 'There is nothing to read.' },
  COLLECTION_UNKNOWN_FORMAT: { status: 422, message: 'The file is of none of the formats that can be imported.' },
  COLLECTION_SYNTAX: { status: 422, message: 'The file is broken and can’t be read.' },
  COLLECTION_TOO_LARGE: { status: 413, message: 'The files exceed the limits for size or number of requests.' },
});

export const nothingImported = 'Nothing was imported or changed.';
