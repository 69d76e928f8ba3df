import { Fault } from '../fault.ts';
import { positionOf } from '../json/textPosition.ts';
import { below, isObject, own, texts } from '../json/value.ts';
import { decodeDefinition } from './encoding.ts';
import { definitionFaults } from './faults.ts';
import { addressedFile, type DefinitionFiles, FileFinder, isPlainText } from './files.ts';
import { type ParsedDefinition, parseDefinition } from './parse.ts';
import { countValues } from './weight.ts';
import type { ParseNote } from './yaml.ts';

const kept = 'Nothing was imported or changed.';
/** Values in all files together. */
const mostValues = 3_000_000;
const mostNotes = 100;
const mostNames = 200;
const mostMissing = 20;

/** Reads files when they are needed, each once, and remembers which ones were wanted and are not there. */
export class FileReader {
  readonly notes: ParseNote[] = [];
  bytes = 0;
  /** What the files that were read are written in. */
  readonly formats = new Set<ParsedDefinition['format']>();
  #values = 0;
  readonly #files: DefinitionFiles;
  readonly #finder: FileFinder;
  readonly #read = new Map<string, unknown>();
  readonly #anchors = new Map<string, Map<string, string>>();
  readonly #missing = new Map<string, { from: string; address: string }>();

  constructor(files: DefinitionFiles) {
    this.#files = files;
    this.#finder = new FileFinder(files.keys());
  }

  findRoot(): string {
    let failure: Fault | undefined;
    const roots = rootFiles(this.#files, (path) => {
      try {
        return parseFile(path, this.#files.get(path) ?? new Uint8Array()).document;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        failure ??= inFile(path, error);
        return undefined;
      }
    });
    if (roots.length === 0 && failure) throw failure;
    return onlyRoot(roots, this.#files);
  }

  known(path: string): string {
    const found = this.#finder.find(path);
    if (found !== undefined) return found;
    throw definitionFaults.fault('DEFINITION_FILE_MISSING', `${path} is not among the given files.`, {
      kept,
      todo: 'Give its path in the folder or archive.',
      field: 'source.root',
    });
  }

  /** How many files were read. */
  get count(): number {
    return this.#read.size;
  }

  /** The value of a whole file. */
  load(path: string): unknown {
    if (this.#read.has(path)) return this.#read.get(path);
    const bytes = this.#files.get(path) ?? new Uint8Array();
    this.bytes += bytes.byteLength;
    const value = isPlainText(path) ? decodeDefinition(bytes).text : this.#parse(path, bytes);
    this.#read.set(path, value);
    return value;
  }

  #parse(path: string, bytes: Uint8Array): unknown {
    this.#values += countValues(bytes);
    if (this.#values > mostValues) throw tooManyValues();
    try {
      const { document, notes, format } = parseFile(path, bytes);
      this.formats.add(format);
      for (const { code, message, position } of notes) {
        this.note(code, `${path}${position ? `, line ${position.line}` : ''}: ${message}`);
      }
      return document;
    } catch (error) {
      throw error instanceof Fault ? inFile(path, error) : error;
    }
  }

  /** The pointer of a named schema of a file. */
  anchor(path: string, name: string): string | undefined {
    const anchors = this.#anchors.get(path) ?? anchorsOf(this.load(path));
    this.#anchors.set(path, anchors);
    return anchors.get(name);
  }

  /** The file that an address leads to from another one; undefined where it is none of the folder's, which is remembered if `needed`. */
  follow(address: string, from: string, needed: boolean): string | undefined {
    const addressed = addressedFile(address, from);
    if (addressed.kind === 'elsewhere') return undefined;
    const found = addressed.kind === 'file' ? this.#finder.find(addressed.path) : undefined;
    if (found === undefined) {
      const what = addressed.kind === 'file' ? addressed.path : `${address} (outside of the folder)`;
      if (needed && !this.#missing.has(what)) this.#missing.set(what, { from, address });
      return undefined;
    }
    if (addressed.kind === 'file' && found.toLowerCase() === addressed.path.toLowerCase() && found !== addressed.path)
      this.note('FILE_NAME_CASE', `${from} refers to ${addressed.path}; the file is called ${found}.`);
    return found;
  }

  note(code: ParseNote['code'], message: string): void {
    if (this.notes.length < mostNotes && this.notes.every((note) => note.message !== message))
      this.notes.push({ code, message });
  }

  /** Throws DEFINITION_FILE_MISSING where a file was wanted that is not there. */
  refuseMissing(): void {
    const names = [...this.#missing]
      .slice(0, mostMissing)
      .map(([name, { from, address }]) => `${name}, which ${this.#place(from, address)} refers to`);
    const [first] = names;
    if (first === undefined) return;
    const more = this.#missing.size === 1 ? '' : `, and ${this.#missing.size - 1} more`;
    throw definitionFaults.fault('DEFINITION_FILE_MISSING', `A file is missing: ${first}${more}.`, {
      kept,
      todo: 'Choose the folder or archive that holds all files of the definition.',
      ...(names.length > 1 && { names }),
    });
  }

  #place(file: string, address: string): string {
    const { text } = decodeDefinition(this.#files.get(file) ?? '');
    const offset = text.indexOf(address);
    return offset === -1 ? file : `${file}, line ${positionOf(text, offset).line},`;
  }
}

/** A YAML file may begin like JSON, with a list in brackets. */
function parseFile(path: string, bytes: Uint8Array): ParsedDefinition {
  try {
    return parseDefinition(bytes);
  } catch (error) {
    const isYaml = error instanceof Fault && error.code === 'DEFINITION_SYNTAX' && /\.ya?ml$/i.test(path);
    if (!isYaml) throw error;
    return parseDefinition(bytes, { format: 'yaml' });
  }
}

function inFile(path: string, { code, status, message, data }: Fault): Fault {
  return new Fault(code, status, `${path}: ${message}`, data);
}

export function tooManyValues() {
  const message = `The files have more than ${mostValues.toLocaleString('en')} values together.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Import one part of the API at a time.',
  });
}

/** Pointers of the schemas that have an `$anchor`, by its name. */
function anchorsOf(document: unknown): Map<string, string> {
  const anchors = new Map<string, string>();
  const open: [unknown, string][] = [[document, '']];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, pointer] = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const name of texts([own(value, '$anchor'), own(value, '$dynamicAnchor')])) anchors.set(name, pointer);
    for (const [key, child] of Object.entries(value)) open.push([child, below(pointer, key)]);
  }
  return anchors;
}

/**
 * The files that are a definition of their own, judged by `openapi` or `swagger` at their top.
 * @param read a file's document; undefined where it cannot be read
 */
function rootFiles(files: DefinitionFiles, read: (path: string) => unknown): string[] {
  return [...files.keys()].filter((path) => {
    if (isPlainText(path)) return false;
    const text = new TextDecoder('latin1').decode(files.get(path));
    // The zero bytes of UTF-16 are between the letters.
    if (!/(?:openapi|swagger)["']?\s*:\s*["']?\d/.test(text.replaceAll('\0', ''))) return false;
    const document = read(path);
    return isObject(document) && (own(document, 'openapi') ?? own(document, 'swagger')) !== undefined;
  });
}

/** The one file that is the definition. Throws DEFINITION_ROOT_UNKNOWN, DEFINITION_ROOT_UNCLEAR with the names of those that could be. */
function onlyRoot(roots: readonly string[], files: DefinitionFiles): string {
  const [root] = roots;
  if (root === undefined) {
    const what =
      files.size === 1
        ? 'The file is no OpenAPI definition'
        : `None of the ${files.size} files is an OpenAPI definition`;
    throw definitionFaults.fault('DEFINITION_ROOT_UNKNOWN', `${what}.`, {
      kept,
      todo: 'Choose the folder or archive that holds the file which begins with `openapi: 3…` or `swagger: "2.0"`.',
    });
  }
  if (roots.length === 1) return root;
  throw definitionFaults.fault(
    'DEFINITION_ROOT_UNCLEAR',
    `${roots.length} of the files are definitions of their own.`,
    {
      kept,
      todo: 'Choose which one to import.',
      field: 'source.root',
      names: [...roots].sort().slice(0, mostNames),
    },
  );
}
