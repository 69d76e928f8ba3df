import { ORPCError } from '@orpc/contract';
import { readBrunoFolder } from './bruno/folder.ts';
import {
  checkSize,
  fileName,
  folderName,
  type PortableFile,
  parseDocument,
  plainPath,
  withoutMark,
} from './documents.ts';
import { collectionFaults, nothingImported } from './faults.ts';
import { isCurlText, readCurlText } from './fromCurl.ts';
import { isHar, readHar } from './har/read.ts';
import { isInsomnia, readInsomnia } from './insomnia/read.ts';
import { NoteList, Place } from './notes.ts';
import {
  isFolderRoot,
  isOpenCollection,
  isOpenEnvironments,
  readOpenCollection,
  readOpenEnvironments,
  readOpenFolder,
} from './openCollection/read.ts';
import type { PortableCollection, PortableContent, PortableEnvironment } from './portable.ts';
import { isPostman, readPostman } from './postman/collection.ts';
import { deepestGroup } from './tree.ts';
import { isYaak, readYaak } from './yaak/read.ts';

export type { PortableFile } from './documents.ts';

/** `mixed` where the files are of several. */
export type PortableFormat = 'postman' | 'insomnia' | 'bruno' | 'openCollection' | 'har' | 'yaak' | 'curl' | 'mixed';

/**
 * Reads what other tools export: one file, the files of a folder or of an unpacked archive. The format is told by the content.
 * A file that is broken or of no known format is noted under its path, and leaves the others alone.
 * @throws Fault COLLECTION_EMPTY, COLLECTION_SYNTAX, COLLECTION_UNKNOWN_FORMAT or COLLECTION_TOO_LARGE, where nothing can be read
 */
export function readPortable(given: readonly PortableFile[]): PortableContent & { readonly format: PortableFormat } {
  checkSize(given);
  const reading = new Reading();
  let files = given
    .map(({ path, text }) => ({ path: plainPath(path), text }))
    .filter(({ path, text }) => !isOfTheSystem(path) && text.trim() !== '');
  if (files.length === 0) throw nothingToRead();
  files = reading.takeFolders(files, 'bruno', brunoRoots(files));
  files = reading.takeFolders(files, 'openCollection', openRoots(files));
  for (const file of files) reading.takeFile(file, files.length === 1);
  return reading.result();
}

/** Files that systems and version control leave in folders. */
const isOfTheSystem = (path: string): boolean =>
  /(?:^|\/)(?:__MACOSX|node_modules|\.git)\//.test(path) ||
  /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\.gitignore)$/.test(path);

/** Steps of a path, with the name of the file in the place of the collection. */
const deepestPath = deepestGroup;

/** The folders that hold a collection in Bruno's markup: those of bruno.json, or the highest one with such files. */
function brunoRoots(files: readonly PortableFile[]): string[] {
  const roots = files.filter(({ path }) => fileName(path) === 'bruno.json').map(({ path }) => folderName(path));
  const loose = files.filter(({ path }) => path.endsWith('.bru') && !roots.some((root) => isWithin(path, root)));
  if (loose.length === 0) return roots;
  const steps = loose.map(({ path }) => folderName(path).split('/'));
  const [first = []] = steps;
  const common = first.findIndex((step, index) => steps.some((each) => each[index] !== step));
  return [...roots, (common < 0 ? first : first.slice(0, common)).join('/')];
}

/** The folders of an OpenCollection of several files. A single file is read as a document. */
function openRoots(files: readonly PortableFile[]): string[] {
  return files
    .filter((file) => isFolderRoot(file.path) && /^\uFEFF?[\s\S]{0,2000}?^opencollection\s*:/m.test(file.text))
    .map(({ path }) => folderName(path))
    .filter((root) => files.some(({ path }) => isWithin(path, root) && !isFolderRoot(path) && /\.ya?ml$/.test(path)));
}

const isWithin = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`);

interface DocumentFormat {
  readonly format: PortableFormat;
  readonly is: (document: unknown) => boolean;
  readonly read: (document: unknown, title: string, place: Place) => PortableContent;
}

const documentFormats: readonly DocumentFormat[] = [
  {
    format: 'openCollection',
    is: isOpenCollection,
    read: (document, _title, place) => readOpenCollection(document, place),
  },
  { format: 'insomnia', is: isInsomnia, read: (document, _title, place) => readInsomnia(document, place) },
  { format: 'yaak', is: isYaak, read: (document, _title, place) => readYaak(document, place) },
  { format: 'har', is: isHar, read: readHar },
  { format: 'postman', is: isPostman, read: (document, _title, place) => readPostman(document, place) },
  // Last, as little tells it apart.
  {
    format: 'openCollection',
    is: isOpenEnvironments,
    read: (document, _title, place) => readOpenEnvironments(document, place),
  },
];

class Reading {
  readonly #notes = new NoteList();
  readonly #collections: PortableCollection[] = [];
  readonly #environments: PortableEnvironment[] = [];
  readonly #formats = new Set<PortableFormat>();
  /** Why nothing was read of a file. */
  readonly #failures: unknown[] = [];

  /** Reads the collections that are folders, and gives the files that belong to none. */
  takeFolders(
    files: readonly PortableFile[],
    format: 'bruno' | 'openCollection',
    roots: readonly string[],
  ): PortableFile[] {
    let rest = [...files];
    // The deepest first, so that a collection within a collection is one of its own.
    for (const root of [...new Set(roots)].sort((a, b) => b.split('/').length - a.split('/').length)) {
      const own = rest.filter(({ path }) => isWithin(path, root));
      const used = new Set(own.filter(({ path }) => isOfFolder(path, format)));
      const inside = [...used]
        .filter((file) => this.#isShallow(file))
        .map(({ path, text }) => ({ path: root === '' ? path : path.slice(root.length + 1), text }));
      const read = format === 'bruno' ? readBrunoFolder : readOpenFolder;
      this.#collections.push(read(inside, fileName(root) || 'Collection', this.#notes));
      this.#formats.add(format);
      for (const { path } of own) this.#noteBeside(path);
      rest = rest.filter((file) => !used.has(file) && !(isWithin(file.path, root) && isBesideFolder(file.path)));
    }
    return rest;
  }

  /** What belongs to such a folder and is not taken over. */
  #noteBeside(path: string): void {
    if (/\.[cm]?js$/.test(path)) this.#notes.add([path], 'The file of scripts was left out.');
    if (/^\.env/.test(fileName(path)))
      this.#notes.add([path], 'Its values, which `process.env` stands for, were left out.');
  }

  #isShallow({ path }: PortableFile): boolean {
    if (path.split('/').length <= deepestPath) return true;
    this.#notes.add([path], `It lies more than ${deepestPath - 1} folders deep; it was left out.`);
    return false;
  }

  takeFile(file: PortableFile, isOnly: boolean): void {
    try {
      this.#read(file);
    } catch (given) {
      const cause = given instanceof RangeError ? nestedTooDeeply() : given;
      if (!(cause instanceof ORPCError)) throw cause;
      this.#failures.push(cause);
      // Of a single file the fault says it all.
      if (!isOnly) this.#notes.add([file.path], `${cause.message} The file was left out.`);
    }
  }

  #read(file: PortableFile): void {
    const text = withoutMark(file.text);
    const title = fileName(file.path).replace(/\.[^.]+$/, '') || 'Imported';
    const place = new Place(this.#notes);
    if (isCurlText(text)) {
      this.#take('curl', readCurlText(text, title, place));
      return;
    }
    if (text.startsWith('PK\u0003\u0004')) throw stillPacked();
    const document = parseDocument(text, (message) => this.#notes.add([file.path], message));
    if (isListOfArchive(document, file.path)) return;
    const known = documentFormats.find(({ is }) => is(document));
    if (known === undefined) throw unknownFormat(document);
    this.#take(known.format, known.read(document, title, place));
  }

  #take(format: PortableFormat, content: PortableContent): void {
    this.#formats.add(format);
    this.#collections.push(...content.collections);
    this.#environments.push(...content.environments);
  }

  result(): PortableContent & { readonly format: PortableFormat } {
    const [format, ...others] = this.#formats;
    if (format === undefined) throw this.#failures[0] ?? nothingToRead();
    return {
      format: others.length > 0 ? 'mixed' : format,
      collections: this.#collections,
      environments: this.#environments,
      notes: this.#notes.notes,
    };
  }
}

const isOfFolder = (path: string, format: 'bruno' | 'openCollection'): boolean =>
  format === 'bruno' ? /\.bru$|(?:^|\/)bruno\.json$/.test(path) : /\.ya?ml$/.test(path);

/** What lies in such folders besides, and is no file of another format. */
const isBesideFolder = (path: string): boolean =>
  !/\.(?:json|har|ya?ml)$/.test(path) || /(?:^|\/)package(?:-lock)?\.json$/.test(path);

/** The list that an archive of Postman's account export begins with: ids of what it holds. */
const isListOfArchive = (document: unknown, path: string): boolean =>
  fileName(path) === 'archive.json' && !isPostman(document);

function nothingToRead() {
  return collectionFaults.fault('COLLECTION_EMPTY', 'There is nothing to read.', {
    kept: nothingImported,
    todo: 'Choose a file or folder that another tool exported.',
  });
}

function nestedTooDeeply() {
  return collectionFaults.fault('COLLECTION_TOO_LARGE', 'The file is nested too deeply to be read.', {
    kept: nothingImported,
    todo: 'Export the collection again.',
  });
}

function stillPacked() {
  return collectionFaults.fault('COLLECTION_UNKNOWN_FORMAT', 'This is a zip archive that was not unpacked.', {
    kept: nothingImported,
    todo: 'Unpack it, and choose what is inside.',
  });
}

function unknownFormat(document: unknown) {
  const isDefinition = looksLikeDefinition(document);
  const message = isDefinition
    ? 'This is an OpenAPI definition, not a collection.'
    : 'The file is of none of the formats that can be imported.';
  return collectionFaults.fault('COLLECTION_UNKNOWN_FORMAT', message, {
    kept: nothingImported,
    todo: isDefinition
      ? 'Import it as an integration: Integrations, Import definition.'
      : 'Export from Postman, Insomnia, Bruno or Yaak, or choose a HAR file or curl commands.',
  });
}

const looksLikeDefinition = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && ('openapi' in document || 'swagger' in document);
