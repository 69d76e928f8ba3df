import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { JsonScan } from '../json/scan.ts';
import { type Position, positionOf } from '../json/textPosition.ts';
import { definitionFaults } from './faults.ts';
import { foreignText } from './foreign.ts';
import { checkBytes, checkGraph, checkTree, type DefinitionLimits, defaultLimits } from './limits.ts';

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

function refuseForeign(text: string): void {
  const foreign = foreignText(text);
  if (!foreign) return;
  throw definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', `This is ${foreign.name}, not an OpenAPI definition.`, {
    kept,
    todo: foreign.todo,
    line: 1,
    column: 1,
  });
}

function empty() {
  return definitionFaults.fault('DEFINITION_EMPTY', 'The document is empty.', {
    kept,
    todo: 'Check that the download or export finished, then import again.',
  });
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
      kept: 'Nothing was imported or changed.',
      todo: 'Save the file as UTF-8, and check that it is not an archive or an image.',
    });
  }
}

/** Text without the byte-order mark that some editors put first. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  return 'utf-8';
}

/** The text of a document, without a byte-order mark, as `parseDefinition` takes it. @throws Fault DEFINITION_ENCODING */
export function textOf(input: string | Uint8Array): string {
  return withoutMark(typeof input === 'string' ? input : decodeText(input));
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
  const kept = 'Nothing was imported or changed.';
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
