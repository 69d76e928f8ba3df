import { fileLimits } from '../openapi/files.ts';
import { decodeText } from '../textEncoding.ts';
import { collectionFaults, nothingImported } from './faults.ts';

const todo = 'Choose the folder of the collection alone.';

/** Which files of a folder may belong to a collection, and how too many of them are refused. */
export const collectionPicks = {
  isPart: (path: string): boolean => {
    const names = path.split('/');
    if (names.some((name) => name.startsWith('.') || name === 'node_modules' || name === '__MACOSX')) return false;
    return /\.(json|ya?ml|bru|har|js|txt|sh|curl|postman_(?:collection|environment|globals))$/i.test(path);
  },
  tooManyFiles: (found: number) =>
    collectionFaults.fault(
      'COLLECTION_TOO_LARGE',
      `There are ${found.toLocaleString('en')} files or more; ${fileLimits.files.toLocaleString('en')} can be read at once.`,
      { kept: nothingImported, todo },
    ),
  tooManyBytes: () =>
    collectionFaults.fault(
      'COLLECTION_TOO_LARGE',
      `The files have more than ${Math.floor(fileLimits.bytes / 1_048_576)} MB together.`,
      { kept: nothingImported, todo },
    ),
  nothingToRead: () =>
    collectionFaults.fault('COLLECTION_EMPTY', 'What was chosen holds no file that a collection is written in.', {
      kept: nothingImported,
      todo: 'Choose a JSON, YAML, .bru or .har file, a folder of them, or a zip.',
    }),
};

/** The text of a file of a collection. What is no text is read as far as it goes; the reader of its format says that it is none. */
export const collectionText = (bytes: Uint8Array): string => decodeText(bytes)?.text ?? new TextDecoder().decode(bytes);

const ofFolder = /(?:\.bru|(?:^|\/)(?:bruno\.json|opencollection\.ya?ml))$/i;
const ofText = [
  /schema\.getpostman\.com\/json\/collection|"_postman_id"|"_postman_variable_scope"/,
  /__export_format["']?\s*:|(?:collection|environment|spec)\.insomnia\.rest/,
  /"bruno-environment"/,
  /"yaakSchema"|"yaakVersion"/,
  /^\uFEFF?\s*["{]*\s*"?opencollection"?\s*:/m,
  /^\uFEFF?\s*\{\s*"log"\s*:\s*\{/,
];
const isDefinition = /(?:^|[{,\n])\s*["']?(?:openapi|swagger)["']?\s*:/;

/**
 * Whether a file seems to hold a collection of another tool, by its name and the beginning of its text. It costs little, and decides only
 * which dialog is offered.
 */
export function looksLikeCollection(path: string, head: string): boolean {
  if (ofFolder.test(path) || /\.har$/i.test(path)) return true;
  return !isDefinition.test(head.slice(0, 2_000)) && ofText.some((mark) => mark.test(head));
}
