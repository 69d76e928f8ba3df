import { definitionFaults } from './faults.ts';

const kept = 'Nothing was imported or changed.';

interface WeightLimit {
  /** Documents up to this many bytes are light enough whatever stands in them. */
  readonly freeBytes: number;
  /** Most places at which a value can begin. */
  readonly values: number;
}

/** A value of a hostile JSON text costs up to 120 bytes of memory; 78 MB of real API have 1.4 million. */
const jsonLimit: WeightLimit = { freeBytes: 16 * 1024 * 1024, values: 8_000_000 };
/** js-yaml needs up to 700 bytes for a value while it reads. */
const yamlLimit: WeightLimit = { freeBytes: 2 * 1024 * 1024, values: 3_000_000 };

const comma = 0x2c;
const bracket = 0x5b;
const brace = 0x7b;
const newline = 0x0a;
const dash = 0x2d;
const question = 0x3f;
const space = 0x20;

/**
 * Refuses a document that would not fit into memory, before a parser sees it: a thread that runs out of memory in the
 * middle of a large allocation takes the whole program with it, whatever limit the thread has.
 * @throws Fault DEFINITION_TOO_LARGE
 */
export function checkWeight(bytes: Uint8Array): void {
  const isJson = beginsLikeJson(bytes);
  const limit = isJson ? jsonLimit : yamlLimit;
  if (bytes.byteLength <= limit.freeBytes) return;
  if (countValues(bytes) <= limit.values) return;
  const message = `The document has more than ${limit.values.toLocaleString('en')} values.`;
  throw definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: isJson
      ? 'Import one part of the API at a time.'
      : 'Convert it to JSON first, which takes less memory to read.',
  });
}

/** At most so many values begin in a text. */
export const countValues = (bytes: Uint8Array): number =>
  beginsLikeJson(bytes) ? jsonValues(bytes) : yamlValues(bytes);

function beginsLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20 && byte < 0x80);
  return first === brace || first === bracket;
}

/** At most as many values as commas and opening brackets, wherever they stand. */
function jsonValues(bytes: Uint8Array): number {
  let count = 1;
  for (const byte of bytes) if (byte === comma || byte === bracket || byte === brace) count += 1;
  return count;
}

function yamlValues(bytes: Uint8Array): number {
  let count = 1;
  let before = 0;
  for (const byte of bytes) {
    const indicates = byte === space && (before === dash || before === question);
    if (byte === comma || byte === bracket || byte === brace || byte === newline || indicates) count += 1;
    before = byte;
  }
  return count;
}

/** Characters that a document of this length may stand for, and that may come out of it, however much it shares. */
export const mostCharacters = (length: number): number => 8 * length + 64 * 1024 * 1024;

/**
 * Refuses a value that would be too long written out as JSON. A part that stands in many places counts in each of them
 * and is measured once, so this takes time linear in the value and not in what it stands for.
 * @param length of the document's text, in characters
 * @throws Fault DEFINITION_TOO_LARGE
 */
export function checkExpansion(value: unknown, length: number): void {
  const most = mostCharacters(length);
  const known = new Map<object, number>();
  const measure = (part: unknown): number => {
    if (typeof part === 'string') return part.length + 2;
    if (typeof part !== 'object' || part === null) return 4;
    const before = known.get(part);
    if (before !== undefined) return before;
    let total = 2;
    for (const key in part) {
      total += (Array.isArray(part) ? 1 : key.length + 4) + measure(part[key as keyof typeof part]);
      if (total > most) throw expandsTooFar(most);
    }
    known.set(part, total);
    return total;
  };
  if (measure(value) > most) throw expandsTooFar(most);
}

function expandsTooFar(most: number) {
  const message = `The document repeats parts so often that it stands for more than ${Math.floor(most / 1_000_000)} MB.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Write shared schemas as $ref, and shorten what many operations share.',
  });
}
