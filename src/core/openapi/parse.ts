import { definitionFaults } from './faults.ts';
import { foreignText } from './foreign.ts';
import { JsonScan } from './jsonScan.ts';
import { checkBytes, checkGraph, checkTree, type DefinitionLimits, defaultLimits } from './limits.ts';
import { type Position, positionOf } from './lines.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

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
