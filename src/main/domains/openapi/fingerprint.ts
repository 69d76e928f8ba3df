import { hash } from 'node:crypto';
import { isObject, plainRecord } from './json.ts';

/** Below this depth values count as equal; no operation says anything there. */
const deepest = 200;

/** What an operation says about itself in words; the rest is what it takes and answers. */
const words = new Set(['summary', 'description', 'tags', 'operationId', 'deprecated', 'externalDocs', 'security']);

/**
 * Short texts that change when a value changes, and not when the keys of its objects are reordered.
 * A value that many operations share is written once, so the whole stays linear in the document.
 */
export class Fingerprints {
  readonly #known = new Map<object, string>();
  readonly #operations = new Map<object, { substance: string; words: string }>();

  of(value: unknown): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const made = hashed(canonical(value, 0));
    this.#known.set(value, made);
    return made;
  }

  /** Of an operation, in two parts: what it takes and answers, and what it says about itself. */
  ofOperation(value: object): { substance: string; words: string } {
    const known = this.#operations.get(value);
    if (known) return known;
    const entries = Object.entries(value);
    const made = {
      substance: hashed(canonical(plainRecord(entries.filter(([key]) => !words.has(key))), 0)),
      words: hashed(canonical(plainRecord(entries.filter(([key]) => words.has(key))), 0)),
    };
    this.#operations.set(value, made);
    return made;
  }

  /** Of several values in their order. */
  ofAll(values: readonly unknown[]): string {
    return hashed(values.map((value) => this.of(value)).join(' '));
  }
}

function hashed(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 16);
}

/** JSON with the keys of objects in order. */
function canonical(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (depth > deepest) return '"…"';
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += `${canonical(item, depth + 1)},`;
    return `[${items}]`;
  }
  if (!isObject(value)) return '{}';
  let members = '';
  for (const key of Object.keys(value).sort()) members += `${JSON.stringify(key)}:${canonical(value[key], depth + 1)},`;
  return `{${members}}`;
}
