import {
  below,
  escapeToken,
  isObject,
  type JsonObject,
  own,
  plainRecord,
  pointerOfFragment,
  tokensOf,
} from '../json/value.ts';
import { childKind, isLiteral, type Kind, listsReferences, takesReference } from './bundlePlaces.ts';
import { definitionFaults } from './faults.ts';
import { FileReader, tooManyValues } from './fileReader.ts';
import type { DefinitionFiles } from './files.ts';
import { checkBytes, checkExpansion, defaultLimits } from './weight.ts';
import type { ParseNote } from './yaml.ts';

/** A definition of many files as one document. */
export interface BundledDefinition {
  /** JSON, which says what the files say. */
  readonly text: string;
  /** The file that it begins in. */
  readonly root: string;
  /** Of all files that it was made of. */
  readonly bytes: number;
  readonly notes: ParseNote[];
  readonly written: WrittenFiles;
}

/** What a person wrote, before it was put together. */
export interface WrittenFiles {
  readonly files: number;
  readonly formats: ('json' | 'yaml')[];
}

const kept = 'Nothing was imported or changed.';
/** Objects that are written: one that is in many places is written in each. */
const mostWritten = 8_000_000;
/** References that are followed to find out where one leads. */
const mostSteps = 100;

/**
 * Puts the files of a definition together. A file that is referred to stands once under `x-files`, by its path, and
 * references lead there; what has no place for a reference in OpenAPI (a map, a list, a text) is written where it is wanted.
 * @param wanted path of the file to begin in; without it the only one that is a definition of its own
 * @throws Fault DEFINITION_FILE_MISSING, _ROOT_UNKNOWN, _ROOT_UNCLEAR, and those of `parseDefinition` with the file's name
 */
export function bundleDefinition(files: DefinitionFiles, wanted?: string): BundledDefinition {
  const reader = new FileReader(files);
  const root = wanted === undefined ? reader.findRoot() : reader.known(wanted);
  const bundle = new Bundle(reader, root);
  const document = bundle.make();
  reader.refuseMissing();
  checkExpansion(document, Math.min(reader.bytes, 8 * 1024 * 1024));
  const text = JSON.stringify(document, null, 1);
  checkBytes(text.length, defaultLimits);
  const written = { files: reader.count, formats: [...reader.formats].sort() };
  return { text, root, bytes: reader.bytes, notes: reader.notes, written };
}

/** Where a value stands: in which file, and by which pointer there. */
interface Located {
  readonly file: string;
  readonly pointer: string;
  readonly value: unknown;
}

/** How a place is taken: `literal` data is not OpenAPI, and a missing file is no fault in what is `extra`. */
type Care = 'needed' | 'extra' | 'literal';

interface Spot {
  readonly file: string;
  readonly kind: Kind;
  readonly care: Care;
  readonly depth: number;
}

function careOf({ kind, care }: Spot, key: string, value: unknown): Care {
  if (isLiteral(kind, key, value)) return 'literal';
  return care === 'needed' && kind !== 'map' && key.startsWith('x-') ? 'extra' : care;
}

/** Writes the document, from the root along the references. */
class Bundle {
  readonly #reader: FileReader;
  readonly #root: string;
  readonly #filesKey: string;
  /** Files that references lead to, in the order in which they were met. */
  readonly #wanted = new Set<string>();
  readonly #written = new Map<object, Map<string, unknown>>();
  readonly #inlining = new Set<unknown>();
  #count = 0;
  #steps = 0;

  constructor(reader: FileReader, root: string) {
    this.#reader = reader;
    this.#root = root;
    let key = 'x-files';
    while (own(reader.load(root), key) !== undefined) key += '_';
    this.#filesKey = key;
  }

  make(): unknown {
    const document = this.#write(this.#reader.load(this.#root), {
      file: this.#root,
      kind: 'root',
      care: 'needed',
      depth: 0,
    });
    const files: [string, unknown][] = [];
    // The set grows in the meantime.
    for (const file of this.#wanted) {
      files.push([file, this.#write(this.#reader.load(file), { file, kind: 'top', care: 'needed', depth: 0 })]);
    }
    if (!isObject(document) || files.length === 0) return document;
    return plainRecord([...Object.entries(document), [this.#filesKey, plainRecord(files)] as const]);
  }

  #write(value: unknown, spot: Spot): unknown {
    if (typeof value !== 'object' || value === null) return value;
    this.#count += 1;
    if (this.#count > mostWritten) throw tooManyValues();
    if (spot.depth > defaultLimits.depth) throw tooDeep();
    if (Array.isArray(value))
      return value.map((item) =>
        this.#write(item, { ...spot, kind: listsReferences(spot.kind) ? 'one' : 'plain', depth: spot.depth + 1 }),
      );
    if (!isObject(value)) return value;
    const reference = own(value, '$ref');
    return typeof reference === 'string' && reference !== ''
      ? this.#reference(value, reference, spot)
      : this.#members(value, spot);
  }

  #members(value: JsonObject, spot: Spot): JsonObject {
    const { file, kind, depth } = spot;
    return plainRecord(
      Object.entries(value).map(([key, child]) => {
        if (typeof child === 'string') return [key, this.#text(key, child, spot)];
        return [
          key,
          this.#write(child, { file, kind: childKind(kind, key), care: careOf(spot, key, child), depth: depth + 1 }),
        ];
      }),
    );
  }

  /** Texts that are references by their place: `operationRef` of a link, and the values of a discriminator's mapping. */
  #text(key: string, text: string, { file, kind, care }: Spot): string {
    if (care === 'literal' || (key !== 'operationRef' && kind !== 'mapping')) return text;
    const target = /[#/]|\.(json|ya?ml)$/i.test(text) ? this.#locate(text, file, false) : undefined;
    return target ? this.#pointerTo(target) : text;
  }

  #reference(holder: JsonObject, reference: string, spot: Spot): unknown {
    const { care, file, kind } = spot;
    const { $ref: _reference, ...beside } = holder;
    if (care === 'literal' && reference.startsWith('#')) return this.#members(holder, spot);
    const target = this.#locate(reference, file, care === 'needed');
    if (!target) return this.#members(holder, spot);
    const end = this.#end(target);
    const fits = end !== undefined && end.value !== undefined;
    const refers = isObject(end?.value) && takesReference(kind) && care !== 'literal';
    if (fits && !refers && !this.#inlining.has(end.value)) return this.#inline(end, beside, spot);
    return { $ref: this.#pointerTo(target), ...this.#members(beside, spot) };
  }

  #inline(target: Located, beside: JsonObject, spot: Spot): unknown {
    const written = this.#writtenOnce(target, spot);
    if (!isObject(written) || Object.keys(beside).length === 0) return written;
    return plainRecord([...Object.entries(written), ...Object.entries(this.#members(beside, spot))]);
  }

  #writtenOnce({ file, value }: Located, { kind, care, depth }: Spot): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#written.get(value) ?? new Map<string, unknown>();
    this.#written.set(value, known);
    const id = `${kind} ${care}`;
    if (known.has(id)) return known.get(id);
    this.#inlining.add(value);
    const written = this.#write(value, { file, kind, care, depth });
    this.#inlining.delete(value);
    known.set(id, written);
    return written;
  }

  /** The place that a reference names. Its value is undefined where the file has no such place. */
  #locate(reference: string, from: string, needed: boolean): Located | undefined {
    const [address = '', fragment = ''] = split(reference);
    const file = address === '' ? from : this.#reader.follow(address, from, needed);
    this.#steps = 0;
    const found = file === undefined ? undefined : this.#walk(file, fragment);
    if (address !== '' || found?.value !== undefined || from === this.#root) return found;
    // Some write the parts as if they were one document already.
    const inRoot = this.#walk(this.#root, fragment);
    return inRoot.value === undefined ? found : inRoot;
  }

  /** Along a pointer, and along the references on its way. */
  #walk(file: string, fragment: string): Located {
    const document = this.#reader.load(file);
    const pointer = pointerOfFragment(fragment) ?? this.#reader.anchor(file, fragment) ?? `/${escapeToken(fragment)}`;
    let at: Located = { file, pointer: '', value: document };
    for (const token of tokensOf(pointer)) {
      const holder = has(at.value, token) ? at : this.#end(at);
      if (!holder || !has(holder.value, token)) return { file, pointer, value: undefined };
      at = { file: holder.file, pointer: below(holder.pointer, token), value: Reflect.get(holder.value, token) };
    }
    return at;
  }

  /** What a place stands for in the end, where it is a reference itself; undefined where that leads nowhere. */
  #end(place: Located): Located | undefined {
    let at: Located | undefined = place;
    while (at && this.#steps < mostSteps) {
      this.#steps += 1;
      const reference = own(at.value, '$ref');
      if (typeof reference !== 'string' || reference === '') return at;
      const [address = '', fragment = ''] = split(reference);
      const file: string | undefined = address === '' ? at.file : this.#reader.follow(address, at.file, false);
      at = file === undefined ? undefined : this.#walk(file, fragment);
    }
    return undefined;
  }

  #pointerTo({ file, pointer }: Located): string {
    if (file !== this.#root) this.#wanted.add(file);
    const full = file === this.#root ? pointer : below('', this.#filesKey, file) + pointer;
    return `#${encodeURI(full).replaceAll('#', '%23').replaceAll('?', '%3F')}`;
  }
}

const split = (reference: string): string[] => {
  const hash = reference.indexOf('#');
  return hash === -1 ? [reference] : [reference.slice(0, hash), reference.slice(hash + 1)];
};

const has = (value: unknown, token: string): value is object =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, token) &&
  (!Array.isArray(value) || /^\d+$/.test(token));

function tooDeep() {
  return definitionFaults.fault(
    'DEFINITION_TOO_LARGE',
    `The files put together are nested more than ${defaultLimits.depth} levels deep.`,
    {
      kept,
      todo: 'Check that no file includes itself through others.',
    },
  );
}
