import {
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  load,
  mergeTag,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';
import { JsonScan } from '../json/scan.ts';
import { type Position, positionOf, positionsOf } from '../json/textPosition.ts';
import { type PlaceTree, placeTree } from '../json/value.ts';
import { definitionFaults } from './faults.ts';
import { checkBytes, checkGraph, checkTree, type DefinitionLimits, defaultLimits, refuseForeign } from './refusals.ts';
import { checkExpansion, checkWeight } from './weight.ts';

/** A definition as it was read: a tree of JSON values, whatever the text was written in. */
export interface ParsedDefinition {
  document: unknown;
  format: 'json' | 'yaml';
  text: string;
  /** A name that stands twice in one YAML mapping; the later one counts. */
  duplicateKey?: Position;
}

export interface ParseOptions {
  limits?: Partial<DefinitionLimits>;
}

const kept = 'Nothing was imported or changed.';
/** An object whose first name is quoted, or a list, is meant as JSON; `{openapi: …}` is YAML in flow style. */
const jsonStart = /^\s*(?:\[|\{\s*(?:["}]|$))/;
/** Aliases may make a short YAML text stand for this many values; a long one for as many as it has characters. */
const aliasNodes = 1_000_000;

/**
 * Reads JSON or YAML (1.2, with merge keys) in bounded time and memory.
 * @throws Fault DEFINITION_EMPTY, _TOO_LARGE, _ENCODING, _SYNTAX (with line and column), _UNKNOWN_FORMAT, _UNUSABLE
 */
export function parseDefinition(input: string | Uint8Array, options: ParseOptions = {}): ParsedDefinition {
  const limits = { ...defaultLimits, ...options.limits };
  checkBytes(input.length, limits);
  if (typeof input !== 'string') checkWeight(input);
  const text = textOf(input);
  if (!/\S/.test(text)) throw empty();
  refuseForeign(text);
  return jsonStart.test(text) ? parseJson(text, limits) : parseYaml(text, limits);
}

function parseJson(text: string, limits: DefinitionLimits): ParsedDefinition {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw jsonFault(text);
  }
  checkTree(document, limits);
  return { document, format: 'json', text };
}

function parseYaml(text: string, limits: DefinitionLimits): ParsedDefinition {
  const { document, duplicateKey } = readYaml(text, limits);
  checkGraph(document, { ...limits, nodes: Math.min(limits.nodes, Math.max(aliasNodes, text.length)) });
  checkExpansion(document, text.length);
  return { document, format: 'yaml', text, ...(duplicateKey && { duplicateKey }) };
}

function jsonFault(text: string) {
  const { error } = new JsonScan(text).run();
  const position = positionOf(text, error?.offset ?? text.length);
  const message = `The JSON is broken at line ${position.line}, column ${position.column}: ${error?.message ?? 'the text ends early'}.`;
  return definitionFaults.fault('DEFINITION_SYNTAX', message, {
    kept,
    todo: 'Correct that place, then import again.',
    ...position,
  });
}

function empty() {
  return definitionFaults.fault('DEFINITION_EMPTY', 'The document is empty.', {
    kept,
    todo: 'Check that the download or export finished, then import again.',
  });
}

/** The text of a document, without a byte-order mark, as `parseDefinition` takes it. @throws Fault DEFINITION_ENCODING */
export function textOf(input: string | Uint8Array): string {
  const text = typeof input === 'string' ? input : decodeText(input);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * Text of a document's bytes: UTF-8, or UTF-16 where a byte-order mark or the zero bytes of its first characters say so
 * (RFC 4627 section 3). The mark itself is not part of the text.
 */
function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw definitionFaults.fault('DEFINITION_ENCODING', `The bytes are not valid ${encoding.toUpperCase()} text.`, {
      kept,
      todo: 'Save the file as UTF-8, and check that it is not an archive or an image.',
    });
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  return 'utf-8';
}

/** YAML 1.2 core: no dates, no binary, no code; `__proto__` becomes a plain own key. Merge keys as in YAML 1.1. */
const schema = CORE_SCHEMA.withTags(mergeTag);
/** The parser recurses: more levels than this would be a matter of the stack, not of the document. */
const deepestYaml = 512;

interface YamlReading {
  document: unknown;
  duplicateKey?: Position;
}

/**
 * Reads one YAML document. A name that stands twice is wrong in YAML yet common; it is read leniently and reported.
 * @throws Fault DEFINITION_SYNTAX with line and column
 */
function readYaml(text: string, limits: DefinitionLimits): YamlReading {
  const options = { schema, maxDepth: Math.min(limits.depth, deepestYaml), maxTotalMergeKeys: 100_000 };
  try {
    return { document: load(text, options) };
  } catch (cause) {
    const position = positionIn(cause);
    if (!isDuplicateKey(cause) || !position) throw yamlFault(cause, position);
    return { document: readLeniently(text, options), duplicateKey: position };
  }
}

function readLeniently(text: string, options: { schema: typeof schema; maxDepth: number }): unknown {
  try {
    return load(text, { ...options, json: true });
  } catch (cause) {
    throw yamlFault(cause, positionIn(cause));
  }
}

function isDuplicateKey(cause: unknown): boolean {
  return cause instanceof YAMLException && cause.reason === 'duplicated mapping key';
}

function positionIn(cause: unknown): Position | undefined {
  if (!(cause instanceof YAMLException) || !cause.mark) return undefined;
  return { line: cause.mark.line + 1, column: cause.mark.column + 1 };
}

function yamlFault(cause: unknown, position: Position | undefined) {
  if (!(cause instanceof YAMLException)) {
    const message = 'The YAML is nested too deeply to be read.';
    return definitionFaults.fault('DEFINITION_TOO_LARGE', message, { kept, todo: 'Export the definition as JSON.' });
  }
  if (/maxDepth|maxTotalMergeKeys|merge sequence size/.test(cause.reason)) {
    const message = `The YAML is nested or merged beyond the limits: ${cause.reason}.`;
    return definitionFaults.fault('DEFINITION_TOO_LARGE', message, { kept, todo: 'Use $ref instead.', ...position });
  }
  const where = position ? ` at line ${position.line}, column ${position.column}` : '';
  const message = `The YAML is broken${where}: ${cause.reason}.`;
  return definitionFaults.fault('DEFINITION_SYNTAX', message, {
    kept,
    todo: 'Correct that place, then import again.',
    ...position,
  });
}

/**
 * Lines and columns of pointers. A pointer to something that is missing gets the place of the nearest part that
 * is there. Costs one more reading of the text, so it is done only when there is something to show.
 */
export function locate(parsed: ParsedDefinition, pointers: Iterable<string>): Map<string, Position> {
  const wanted = [...new Set(pointers)];
  if (wanted.length === 0) return new Map();
  const tree = placeTree(wanted);
  const offsets =
    parsed.format === 'json'
      ? new JsonScan(parsed.text, tree).run().offsets
      : scanYaml(parsed.text, tree, defaultLimits.depth);
  const positions = positionsOf(parsed.text, offsets.values());
  const placed = new Map<string, Position>();
  for (const pointer of wanted) {
    const offset = nearest(offsets, pointer);
    const position = offset === undefined ? undefined : positions.get(offset);
    if (position) placed.set(pointer, position);
  }
  return placed;
}

function nearest(offsets: ReadonlyMap<string, number>, pointer: string): number | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const offset = offsets.get(at);
    if (offset !== undefined || at === '') return offset;
  }
}

interface Frame {
  kind: 'document' | 'list' | 'mapping';
  /** Index of the next item in a list. */
  index: number;
  /** In a mapping: the next node is a value, and its key has been read. */
  hasKey: boolean;
  tree: PlaceTree | undefined;
  /** Place of the value that follows the key. */
  next: PlaceTree | undefined;
}

/** Offsets in YAML text of wanted pointers: a member's key, a list's item. Empty where the text is not YAML. */
function scanYaml(text: string, wanted: PlaceTree, maxDepth: number): Map<string, number> {
  try {
    const scan = new YamlScan(text, wanted);
    for (const event of parseEvents(text, { maxDepth })) scan.read(event);
    return scan.offsets;
  } catch (cause) {
    if (cause instanceof YAMLException) return new Map();
    throw cause;
  }
}

class YamlScan {
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  readonly #wanted: PlaceTree;
  readonly #frames: Frame[] = [];

  constructor(text: string, wanted: PlaceTree) {
    this.#text = text;
    this.#wanted = wanted;
  }

  read(event: Event): void {
    if (event.type === EVENT_ID.POP) {
      this.#frames.pop();
      return;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      this.#frames.push({ kind: 'document', index: 0, hasKey: false, tree: undefined, next: this.#wanted });
      return;
    }
    const tree = this.#enter(event);
    if (event.type === EVENT_ID.SEQUENCE) this.#open('list', tree);
    if (event.type === EVENT_ID.MAPPING) this.#open('mapping', tree);
  }

  #open(kind: Frame['kind'], tree: PlaceTree | undefined): void {
    this.#frames.push({ kind, index: 0, hasKey: false, tree, next: undefined });
  }

  /** Which wanted place the node is, in its turn. A key is the place of the value after it, and none itself. */
  #enter(event: Event): PlaceTree | undefined {
    const frame = this.#frames.at(-1);
    if (!frame) return undefined;
    if (frame.kind === 'mapping') return this.#member(frame, event);
    const tree = frame.kind === 'list' ? frame.tree?.children.get(String(frame.index)) : frame.next;
    frame.index += 1;
    this.#note(tree, event);
    return tree;
  }

  #member(frame: Frame, event: Event): PlaceTree | undefined {
    if (frame.hasKey) {
      frame.hasKey = false;
      return frame.next;
    }
    frame.hasKey = true;
    frame.next = undefined;
    if (!frame.tree || event.type !== EVENT_ID.SCALAR) return undefined;
    frame.next = frame.tree.children.get(getScalarValue(this.#text, event));
    this.#note(frame.next, event);
    return undefined;
  }

  #note(tree: PlaceTree | undefined, event: Event): void {
    if (tree) this.offsets.set(tree.pointer, offsetOf(event));
  }
}

function offsetOf(event: Event): number {
  if (event.type === EVENT_ID.ALIAS) return Math.max(0, event.anchorStart - 1);
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
  if (event.type !== EVENT_ID.SCALAR) return 0;
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? Math.max(0, event.valueStart - 1) : event.valueStart;
}
