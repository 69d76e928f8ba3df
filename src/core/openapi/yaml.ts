import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { definitionFaults } from './faults.ts';
import type { DefinitionLimits } from './limits.ts';
import type { Position } from './lines.ts';

/** YAML 1.2 core: no dates, no binary, no code; `__proto__` becomes a plain own key. Merge keys as in YAML 1.1. */
const schema = CORE_SCHEMA.withTags(mergeTag);
/** The parser recurses: more levels than this would be a matter of the stack, not of the document. */
const deepest = 512;

interface YamlReading {
  document: unknown;
  duplicateKey?: Position;
}

/**
 * Reads one YAML document. A name that stands twice is wrong in YAML yet common; it is read leniently and told.
 * @throws Fault DEFINITION_SYNTAX with line and column
 */
export function readYaml(text: string, limits: DefinitionLimits): YamlReading {
  const options = { schema, maxDepth: Math.min(limits.depth, deepest), maxTotalMergeKeys: 100_000 };
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
