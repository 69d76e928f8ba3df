import { definitionFaults } from './faults.ts';

/**
 * The files of one definition by their path in the folder that holds them all: names joined by `/`, none of them `..`.
 * Nothing outside of this map is ever read.
 */
export type DefinitionFiles = ReadonlyMap<string, Uint8Array>;

/** What a definition in many files may have; DigitalOcean's has 2,900 files and 14 MB. */
export const fileLimits = {
  files: 10_000,
  /** Of all files together. */
  bytes: 128 * 1024 * 1024,
  /** UTF-16 units of a path. */
  path: 1_000,
};

const kept = 'Nothing was imported or changed.';

/** A file's path in its folder as it is written here; undefined where it leads out of the folder. */
export function folderPath(written: string): string | undefined {
  if (/^[/\\]|^[a-z]:|\0/i.test(written) || written.length > fileLimits.path) return undefined;
  const names: string[] = [];
  for (const name of written.split(/[/\\]/)) {
    if (name === '..' && names.pop() === undefined) return undefined;
    if (name !== '..' && name !== '.' && name !== '') names.push(name);
  }
  return names.length === 0 ? undefined : names.join('/');
}

/** Whether a file may be part of a definition, by its name: hidden ones and those of package managers are not. */
export function isDefinitionPart(path: string): boolean {
  const names = path.split('/');
  if (names.some((name) => name.startsWith('.') || name === 'node_modules' || name === '__MACOSX')) return false;
  return /\.(json|ya?ml|md|markdown|txt)$/i.test(path);
}

/** A file whose text is a value by itself, not JSON or YAML that holds one. */
export const isPlainText = (path: string): boolean => /\.(md|markdown|txt)$/i.test(path);

/** Where the address of a reference leads: to a file of the folder, out of it, or somewhere that is no file at all. */
export type Addressed = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'outside' | 'elsewhere' };

/** @param from the path of the file that refers */
export function addressedFile(address: string, from: string): Addressed {
  if (/^file:/i.test(address)) return { kind: 'outside' };
  if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(address)) return { kind: 'elsewhere' };
  if (/^[/\\]|^[a-z]:/i.test(address)) return { kind: 'outside' };
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const path = folderPath(folder + address);
  return path === undefined ? { kind: 'outside' } : { kind: 'file', path };
}

/**
 * Finds files by their path: as it is written, with its `%20` read, or in other letters of case where only one fits, as on the disks
 * of Windows and macOS.
 */
export class FileFinder {
  readonly #files: ReadonlySet<string>;
  #folded: Map<string, string[]> | undefined;

  constructor(files: Iterable<string>) {
    this.#files = new Set(files);
  }

  find(path: string): string | undefined {
    const plain = unescaped(path);
    for (const name of new Set([path, plain])) if (this.#files.has(name)) return name;
    this.#folded ??= Map.groupBy(this.#files, (name) => name.toLowerCase());
    const similar = this.#folded.get(plain.toLowerCase()) ?? [];
    return similar.length === 1 ? similar[0] : undefined;
  }
}

function unescaped(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return folderPath(decodeURIComponent(path)) ?? path;
  } catch {
    return path;
  }
}

/**
 * Files that a text seems to refer to, by their paths in the folder. It looks at the text alone, so that it costs little; what is
 * really referred to is found out when the definition is put together.
 */
export function mentionedFiles(text: string, from: string): string[] {
  const found = new Set<string>();
  const references = /\$ref["']?\s*:\s*(?:["']([^"'\n]{1,1000})["']|([^\s"'{}[\],]{1,1000}))/g;
  for (const [, quoted, bare = ''] of text.matchAll(references)) {
    const [address = ''] = (quoted ?? bare).replaceAll('\\/', '/').split('#', 1);
    const addressed = addressedFile(address, from);
    if (addressed.kind === 'file' && addressed.path !== from) found.add(unescaped(addressed.path));
  }
  return [...found].filter(isDefinitionPart);
}

export function tooManyFiles(found: number) {
  const most = fileLimits.files.toLocaleString('en');
  return definitionFaults.fault(
    'DEFINITION_TOO_LARGE',
    `There are ${found.toLocaleString('en')} files or more; a definition may have ${most}.`,
    {
      kept,
      todo: 'Choose the folder that holds the definition alone.',
    },
  );
}

export function tooManyBytes() {
  const most = Math.floor(fileLimits.bytes / 1_048_576);
  return definitionFaults.fault('DEFINITION_TOO_LARGE', `The files have more than ${most} MB together.`, {
    kept,
    todo: 'Choose the folder that holds the definition alone, or import one part of the API at a time.',
  });
}

export const nothingToRead = (where: string) =>
  definitionFaults.fault('DEFINITION_ROOT_UNKNOWN', `${where} holds no JSON and no YAML.`, {
    kept,
    todo: 'Choose the folder that holds the definition.',
  });

/** A zip archive begins with a file, or with its end where it has none (APPNOTE.TXT 4.3). */
export const isArchive = ([p, k, first, second]: Uint8Array): boolean =>
  p === 0x50 && k === 0x4b && ((first === 3 && second === 4) || (first === 5 && second === 6));
