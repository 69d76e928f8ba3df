import { isObject, plainRecord } from '../json/value.ts';

/** Far below what the limits of a document allow; only there to end for certain. */
const deepestValue = 1_000;

/** What an operation says about itself in words; the rest is what it takes and answers. */
const proseWords = new Set(['summary', 'description', 'tags', 'operationId', 'deprecated', 'externalDocs', 'security']);

/** A short text in `A–Z a–z 0–9 - _` that differs for different texts: part of a cryptographic digest. */
export type Digest = (text: string) => string;

/**
 * Short texts that change when a value changes, and not when the keys of its objects are reordered.
 * A value that many operations share is written once, so the whole stays linear in the document.
 */
export class Fingerprints {
  readonly #digest: Digest;
  readonly #canonical = new Canonical();
  readonly #known = new Map<object, string>();
  readonly #operations = new Map<object, { substance: string; words: string }>();

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  of(value: unknown): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const made = this.#digest(this.#canonical.write(value, 0));
    this.#known.set(value, made);
    return made;
  }

  /** Of an operation, in two parts: what it takes and answers, and what it says about itself. */
  ofOperation(value: object): { substance: string; words: string } {
    const known = this.#operations.get(value);
    if (known) return known;
    const entries = Object.entries(value);
    const made = {
      substance: this.#digest(this.#canonical.write(plainRecord(entries.filter(([key]) => !proseWords.has(key))), 0)),
      words: this.#digest(this.#canonical.write(plainRecord(entries.filter(([key]) => proseWords.has(key))), 0)),
    };
    this.#operations.set(value, made);
    return made;
  }

  /** Of several values in their order. */
  ofAll(values: readonly unknown[]): string {
    return this.#digest(values.map((value) => this.of(value)).join(' '));
  }
}

/** Names repeat all over a definition: quoting each once halves the time. */
const mostNames = 10_000;

/** JSON with the keys of objects in order. */
class Canonical {
  readonly #names = new Map<string, string>();

  write(value: unknown, depth: number): string {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return String(value);
    if (depth > deepestValue) return '"…"';
    return Array.isArray(value) ? this.#list(value, depth) : this.#object(value, depth);
  }

  #list(values: readonly unknown[], depth: number): string {
    let items = '';
    for (const item of values) items += `${this.write(item, depth + 1)},`;
    return `[${items}]`;
  }

  #object(value: object, depth: number): string {
    if (!isObject(value)) return '{}';
    let members = '';
    for (const key of Object.keys(value).sort()) members += `${this.#name(key)}${this.write(value[key], depth + 1)},`;
    return `{${members}}`;
  }

  #name(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const made = `${JSON.stringify(key)}:`;
    if (this.#names.size < mostNames) this.#names.set(key, made);
    return made;
  }
}
