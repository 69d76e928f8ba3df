import { CORE_SCHEMA, load, loadAll, mergeTag, YAMLException } from 'js-yaml';
import { type Position, positionOf } from '../json/textPosition.ts';
import { definitionFaults } from './faults.ts';
import type { DefinitionLimits } from './weight.ts';
import { repairYaml } from './yamlRepair.ts';

const kept = 'Nothing was imported or changed.';

/** YAML 1.2 core: no dates, no binary, no code; `__proto__` becomes a plain own key. Merge keys as in YAML 1.1. */
const schema = CORE_SCHEMA.withTags(mergeTag);
/** The parser recurses: more levels than this would be a matter of the stack, not of the document. */
const deepestYaml = 512;

export interface YamlReading {
  document: unknown;
  /** The text that was read: as long as the given one, and fixed where that was needed. */
  text: string;
  /** What was read otherwise than the specification says. */
  notes: ParseNote[];
}

/** Something about the text that was survived. */
export interface ParseNote {
  code: 'DUPLICATE_KEY' | 'YAML_MENDED' | 'MULTIPLE_DOCUMENTS' | 'TEXT_ENCODING' | 'FILE_NAME_CASE';
  message: string;
  position?: Position | undefined;
}

/**
 * Reads one YAML document leniently: a name that stands twice, a bracket closed below its name, further documents.
 * @throws Fault DEFINITION_SYNTAX with line and column, in words
 */
export function readYaml(text: string, limits: DefinitionLimits): YamlReading {
  const options = { schema, maxDepth: Math.min(limits.depth, deepestYaml), maxTotalMergeKeys: 100_000, json: false };
  const notes: ParseNote[] = [];
  const seen = new Set<string>();
  let current = text;
  let read: (text: string) => unknown = (each) => load(each, options);
  for (;;) {
    try {
      return { document: read(current), text: current, notes };
    } catch (cause) {
      const place = placeIn(cause, text);
      const reason = cause instanceof YAMLException ? cause.reason : '';
      // Each is fixed once; what is wrong after that is told.
      if (seen.has(reason)) throw yamlFault(cause, text, place);
      seen.add(reason);
      if (reason === 'duplicated mapping key') {
        options.json = true;
        notes.push({ code: 'DUPLICATE_KEY', message: twice, position: place?.position });
      } else if (reason.startsWith('expected a single document')) {
        read = (each) => loadAll(each, options).find((document) => document !== null && document !== undefined);
        notes.push({ code: 'MULTIPLE_DOCUMENTS', message: 'The file holds several documents; the first is read.' });
      } else {
        const mended = repairYaml(current, reason);
        if (mended === undefined) throw yamlFault(cause, text, place);
        current = mended;
        notes.push({
          code: 'YAML_MENDED',
          message: `Read all the same: ${inWords(reason, text, place)}.`,
          position: place?.position,
        });
      }
    }
  }
}

export const twice = 'A name stands twice in one mapping; the last one counts.';

interface FaultPlace {
  offset: number;
  position: Position;
}

/** The fixed text is as long as the given one, so the place is looked up in the given one. */
function placeIn(cause: unknown, text: string): FaultPlace | undefined {
  if (!(cause instanceof YAMLException) || !cause.mark) return undefined;
  const offset = cause.mark.position;
  return { offset, position: positionOf(text, offset) };
}

function yamlFault(cause: unknown, text: string, place: FaultPlace | undefined) {
  if (!(cause instanceof YAMLException)) {
    const message = 'The YAML is nested too deeply to be read.';
    return definitionFaults.fault('DEFINITION_TOO_LARGE', message, { kept, todo: 'Export the definition as JSON.' });
  }
  const { position } = place ?? {};
  if (/maxDepth|maxTotalMergeKeys|merge sequence size/.test(cause.reason)) {
    const message = `The YAML is nested or merged beyond the limits: ${cause.reason}.`;
    return definitionFaults.fault('DEFINITION_TOO_LARGE', message, { kept, todo: 'Use $ref instead.', ...position });
  }
  const where = position ? ` at line ${position.line}, column ${position.column}` : '';
  const message = `The YAML is broken${where}: ${inWords(cause.reason, text, place)}.`;
  return definitionFaults.fault('DEFINITION_SYNTAX', message, {
    kept,
    todo: 'Correct it there, then import again.',
    ...position,
  });
}

const quote = 'put the whole value in quotes';

/** What the parser's reasons mean to someone who wrote the line. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^tab characters/, 'a tab stands where the line must be indented with spaces'],
  [
    /^deficient indentation/,
    'the line is indented less than what it belongs to; a “[”, “{” or quote before it may never be closed',
  ],
  [/^bad indentation/, 'the line is indented otherwise than the lines that it belongs to'],
  [/implicit key|expected ':' after/, 'the line has no “:” after its name'],
  [/whitespace character is expected after/, 'a space is missing after “:”'],
  [/end of the stream within a flow collection/, 'a “[” or “{” is never closed'],
  [/end of the (stream|document) within a (single|double) quoted/, 'a quoted text is never closed'],
  [/^missed comma/, 'a comma is missing between two entries'],
  [/^expected the node content/, 'an entry is missing before the comma'],
  [/^unknown escape/, 'the escape after “\\” is not one that YAML knows; single quotes take the text as it is'],
  [/^expected hexadecimal/, 'the escape needs hexadecimal digits'],
  [/^a line break is expected/, 'nothing else may stand on a line after “|” or “>”'],
  [/non-printable|valid JSON character/, 'a control character stands in the text'],
  [/separator is expected/, 'there is text after the end of the document'],
];

function inWords(reason: string, text: string, place: FaultPlace | undefined): string {
  const alias = /^unidentified alias "(.*)"$/s.exec(reason)?.[1];
  if (alias !== undefined) return `“*${alias}” refers to an anchor that is not there; ${quote} if it is text`;
  const tag = /^unknown \w+ tag !<(.*)>$/s.exec(reason)?.[1];
  if (tag !== undefined) return `“${tag}” is a tag that is not known; ${quote} if it is text`;
  const known = words.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
  return /^bad indentation|separator is expected/.test(reason) && place
    ? (notIndentation(text, place.offset) ?? known)
    : known;
}

/** The parser speaks of indentation wherever a line goes on after its value ended, or cannot begin. */
function notIndentation(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(start, offset).trimEnd();
  const character = text[offset] ?? '';
  if (/^[@`%]$/.test(character)) return `“${character}” cannot begin a value; ${quote}`;
  if (before === '') return undefined;
  if (character === ':') return `“:” stands inside a value; ${quote}`;
  if (/[\]}"']$/.test(before)) return `there is text after “${before.slice(-1)}”; ${quote}`;
  return /^[\s-]*$/.test(before) ? undefined : `the line goes on where its value has ended; ${quote}`;
}
