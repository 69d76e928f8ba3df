import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import { placesIn } from '../json/places.ts';
import { countNames, duplicateName, JsonScan } from '../json/scan.ts';
import { type Position, positionOf, positionsOf } from '../json/textPosition.ts';
import { type PlaceTree, placeTree } from '../json/value.ts';
import { type DecodedText, decodeDefinition, refuseForeign } from './encoding.ts';
import { definitionFaults } from './faults.ts';
import {
  checkBytes,
  checkExpansion,
  checkGraph,
  checkTree,
  checkWeight,
  type DefinitionLimits,
  defaultLimits,
} from './weight.ts';
import { type ParseNote, readYaml, twice } from './yaml.ts';

/** A definition as it was read: a tree of JSON values, whatever the text was written in. */
export interface ParsedDefinition {
  document: unknown;
  format: 'json' | 'yaml';
  text: string;
  /** YAML as it could be read, with each character where it is in `text`; line breaks in brackets may be spaces. */
  mended?: string | undefined;
  /** What was read otherwise than the text says: a name that stands twice, several documents, a guessed encoding. */
  notes: ParseNote[];
  /** The text in UTF-8 without a mark, where it came as that. */
  utf8?: Uint8Array | undefined;
}

export interface ParseOptions {
  limits?: Partial<DefinitionLimits>;
  /** Read as YAML even where it looks like JSON, as a flow list does. */
  format?: 'yaml' | undefined;
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
export function parseDefinition(
  input: string | Uint8Array | DecodedText,
  options: ParseOptions = {},
): ParsedDefinition {
  const limits = { ...defaultLimits, ...options.limits };
  if (input instanceof Uint8Array) checkWeight(input);
  if (typeof input === 'string' || input instanceof Uint8Array) {
    checkBytes(input.length, limits);
    return parseDefinition(decodeDefinition(input), options);
  }
  const { text, notes, utf8 } = input;
  if (!/\S/.test(text)) throw empty();
  refuseForeign(text);
  const parsed =
    options.format !== 'yaml' && jsonStart.test(text) ? parseJson(text, utf8, limits) : parseYaml(text, limits);
  return { ...parsed, notes: [...notes, ...parsed.notes] };
}

function parseJson(text: string, utf8: Uint8Array | undefined, limits: DefinitionLimits): ParsedDefinition {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw jsonFault(text);
  }
  const names = checkTree(document, limits);
  const offset = countNames(utf8 ?? encoded(text)) > names ? duplicateName(text) : undefined;
  const position = offset === undefined ? undefined : positionOf(text, offset);
  const notes: ParseNote[] = position ? [{ code: 'DUPLICATE_KEY', message: twice, position }] : [];
  return { document, format: 'json', text, notes, utf8 };
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

function parseYaml(text: string, limits: DefinitionLimits): ParsedDefinition {
  const { document, text: read, notes } = readYaml(text, limits);
  checkGraph(document, { ...limits, nodes: Math.min(limits.nodes, Math.max(aliasNodes, text.length)) });
  checkExpansion(document, text.length);
  return { document, format: 'yaml', text, mended: read === text ? undefined : read, notes };
}

function jsonFault(text: string) {
  const error = new JsonScan(text).run();
  const position = positionOf(text, error?.offset ?? text.length);
  const message = `The JSON is broken at line ${position.line}, column ${position.column}: ${error?.message ?? 'the text ends early'}.`;
  return definitionFaults.fault('DEFINITION_SYNTAX', message, {
    kept,
    todo: 'Correct it there, then import again.',
    ...position,
  });
}

function empty() {
  return definitionFaults.fault('DEFINITION_EMPTY', 'The document is empty.', {
    kept,
    todo: 'Check that the download or export finished, then import again.',
  });
}

/**
 * Lines and columns of pointers. A pointer to something that is missing gets the place of the nearest part that
 * is there. Costs one more reading of the text, so it is done only when there is something to show.
 */
export function locate(parsed: ParsedDefinition, pointers: Iterable<string>): Map<string, Position> {
  const wanted = [...new Set(pointers)];
  if (wanted.length === 0) return new Map();
  const places = findPlaces(parsed, placeTree(wanted));
  const placed = new Map<string, Position>();
  for (const pointer of wanted) {
    const place = nearest(places, pointer);
    if (place) placed.set(pointer, place);
  }
  return placed;
}

function findPlaces({ format, text, mended, utf8 }: ParsedDefinition, tree: PlaceTree): Map<string, Position> {
  if (format === 'json') return placesIn(utf8 ?? encoded(text), tree);
  const offsets = scanYaml(mended ?? text, tree, defaultLimits.depth);
  const positions = positionsOf(text, offsets.values());
  const places = new Map<string, Position>();
  for (const [pointer, offset] of offsets) {
    const position = positions.get(offset);
    if (position) places.set(pointer, position);
  }
  return places;
}

function nearest(places: ReadonlyMap<string, Position>, pointer: string): Position | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined || at === '') return place;
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
    for (const event of parseEvents(text, { maxDepth })) {
      // Only the first document that holds something is read.
      if (event.type === EVENT_ID.DOCUMENT && scan.offsets.size > 0) break;
      scan.read(event);
    }
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
