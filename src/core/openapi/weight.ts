import { definitionFaults } from './faults.ts';

const kept = 'Nothing was imported or changed.';

/** What a document may cost. Everything past a limit is refused before anything is read from it. */
export interface DefinitionLimits {
  /** Size of the text in bytes. */
  bytes: number;
  /** How deep objects and lists may be nested. */
  depth: number;
  /** Values in the document; a YAML alias counts as often as it is used. */
  nodes: number;
  operations: number;
  /** Over all operations; one that a path hands down to several counts for each. */
  parameters: number;
  /** Of the places and texts of all operations; one that many paths share counts for each. */
  characters: number;
}

export const defaultLimits: DefinitionLimits = {
  bytes: 128 * 1024 * 1024,
  depth: 512,
  nodes: 20_000_000,
  operations: 50_000,
  parameters: 1_000_000,
  characters: 1_000_000_000,
};

/**
 * What reading a document of so many bytes may take, in milliseconds: ten seconds of the processor up to 5 MB, and more in
 * proportion; and the longest that a person waits, whatever the machine is doing.
 */
export const readingLimits = (bytes: number) => ({ timeoutMs: 120_000, cpuMs: Math.max(10_000, bytes / 500) });

interface WeightLimit {
  /** Documents up to this many bytes are light enough whatever is in them. */
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
 * Refuses a value that would be too long written out as JSON. A part that is in many places counts in each of them
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

/** Refuses text that is too long, before it is decoded or parsed. */
export function checkBytes(bytes: number, limits: DefinitionLimits): void {
  if (bytes <= limits.bytes) return;
  const shown = `${Math.ceil(bytes / 1_000_000)} MB`;
  const allowed = `${Math.floor(limits.bytes / 1_000_000)} MB`;
  throw definitionFaults.fault('DEFINITION_TOO_LARGE', `The document has ${shown}; at most ${allowed} can be read.`, {
    kept,
    todo: 'Import a bundled definition without inlined references, or one part of the API at a time.',
  });
}

/**
 * Refuses a tree that is too deep or too large. For what JSON.parse made: every value is in one place.
 * @returns how many names its objects have
 */
export function checkTree(root: unknown, limits: DefinitionLimits): number {
  let nodes = 1;
  let names = 0;
  // A loop over the keys makes no list of the values, which halves the time.
  const walk = (value: object, depth: number): void => {
    if (depth > limits.depth) throw tooDeep(limits);
    if (Array.isArray(value)) {
      nodes += value.length;
      for (let index = 0; index < value.length; index += 1) {
        const child: unknown = value[index];
        if (typeof child === 'object' && child !== null) walk(child, depth + 1);
      }
    } else
      for (const key in value) {
        names += 1;
        nodes += 1;
        const child: unknown = value[key as keyof typeof value];
        if (typeof child === 'object' && child !== null) walk(child, depth + 1);
      }
    if (nodes > limits.nodes) throw tooManyNodes(limits);
  };
  if (typeof root === 'object' && root !== null) walk(root, 1);
  return names;
}

/**
 * Refuses a graph whose expansion would be too large, in time linear in the graph: each shared value is measured once.
 * For YAML, where aliases let a few lines stand for billions of values, or for themselves.
 */
export function checkGraph(root: unknown, limits: DefinitionLimits): void {
  const measured = new Map<object, { nodes: number; height: number }>();
  const open = new Set<object>();
  const measure = (value: unknown, depth: number): { nodes: number; height: number } => {
    if (typeof value !== 'object' || value === null) return { nodes: 1, height: 0 };
    const known = measured.get(value);
    if (known) return known;
    if (open.has(value)) throw cyclic();
    if (depth > limits.depth) throw tooDeep(limits);
    open.add(value);
    const total = { nodes: 1, height: 1 };
    for (const child of Object.values(value)) {
      const inner = measure(child, depth + 1);
      total.nodes += inner.nodes;
      total.height = Math.max(total.height, inner.height + 1);
      if (total.nodes > limits.nodes) throw tooManyNodes(limits);
    }
    open.delete(value);
    measured.set(value, total);
    if (depth + total.height > limits.depth + 1) throw tooDeep(limits);
    return total;
  };
  measure(root, 1);
}

function tooDeep(limits: DefinitionLimits) {
  const message = `The document is nested more than ${limits.depth} levels deep.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Check that the file is the definition itself; real ones are a few dozen levels deep.',
  });
}

function tooManyNodes(limits: DefinitionLimits) {
  const message = `The document stands for more than ${limits.nodes.toLocaleString('en')} values.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Import a definition with references instead of inlined copies or YAML aliases.',
  });
}

function cyclic() {
  return definitionFaults.fault('DEFINITION_UNUSABLE', 'A YAML alias in the document contains itself.', {
    kept,
    todo: 'Write the recursion as a $ref; aliases cannot express it.',
  });
}
