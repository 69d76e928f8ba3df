import { ORPCError } from '@orpc/contract';
import { positionOf } from '../json/textPosition.ts';
import { checkExpansion, checkGraph, checkWeight, defaultLimits } from '../openapi/weight.ts';
import { readYaml } from '../openapi/yaml.ts';
import { collectionFaults, nothingImported } from './faults.ts';

/** A file of an export or a folder. `path` has forward slashes and is relative to what was chosen. */
export interface PortableFile {
  readonly path: string;
  readonly text: string;
}

const mostCharacters = 128 * 1024 * 1024;
const deepestYaml = 200;
/** Aliases may make a short text stand for this many values; a long one for as many as it has characters. */
const aliasedValues = 1_000_000;

/** @throws Fault COLLECTION_TOO_LARGE */
export function checkSize(files: readonly PortableFile[]): void {
  const size = files.reduce((sum, { text }) => sum + text.length, 0);
  if (size <= mostCharacters) return;
  throw collectionFaults.fault('COLLECTION_TOO_LARGE', `The files hold ${Math.round(size / 1e6)} MB of text.`, {
    kept: nothingImported,
    todo: 'Import one collection at a time.',
  });
}

export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/**
 * The value of a JSON or YAML text.
 * @param say is told what was read otherwise than the text says, such as a name that stands twice in YAML
 * @throws Fault COLLECTION_SYNTAX, COLLECTION_TOO_LARGE, in words that hold nothing of the text
 */
export function parseDocument(given: string, say: (message: string) => void = () => undefined): unknown {
  const text = withoutMark(given);
  if (text.length > 1_000_000) weigh(text);
  return isJson(text) ? parseJson(text) : parseYaml(text, say);
}

/** What begins as JSON does. A name without quotes after the first brace is YAML, which some programs write on one line. */
const isJson = (text: string): boolean => /^\s*(?:\[|\{\s*(?![\w$'-]))/.test(text);

function weigh(text: string): void {
  try {
    checkWeight(new TextEncoder().encode(text));
  } catch (cause) {
    throw asCollectionFault(cause, 'COLLECTION_TOO_LARGE');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The engine's message quotes the text, which may hold secrets; only the place is taken from it.
    const offset = /position (\d+)/.exec(String(cause))?.[1];
    const position = positionOf(text, offset === undefined ? text.length : Number(offset));
    const isCut = offset === undefined || Number(offset) >= text.trimEnd().length;
    const message = isCut
      ? 'The JSON ends before it is complete.'
      : `The JSON is broken at line ${position.line}, column ${position.column}.`;
    throw collectionFaults.fault('COLLECTION_SYNTAX', message, {
      kept: nothingImported,
      todo: isCut ? 'Export or download it again.' : 'Correct it there, or export it again.',
      ...position,
    });
  }
}

function parseYaml(text: string, say: (message: string) => void): unknown {
  const limits = { ...defaultLimits, depth: deepestYaml };
  try {
    const { document, notes } = readYaml(text, limits);
    for (const { message } of notes) say(message);
    checkGraph(document, { ...limits, nodes: Math.max(aliasedValues, text.length) });
    checkExpansion(document, text.length);
    return document;
  } catch (cause) {
    throw asCollectionFault(cause, 'COLLECTION_SYNTAX');
  }
}

/** What the reader of definitions says about YAML holds for collections as well. */
function asCollectionFault(cause: unknown, code: 'COLLECTION_SYNTAX' | 'COLLECTION_TOO_LARGE'): unknown {
  if (!(cause instanceof ORPCError)) return cause;
  const isSize = cause.code === 'DEFINITION_TOO_LARGE';
  return collectionFaults.fault(isSize ? 'COLLECTION_TOO_LARGE' : code, cause.message, {
    kept: nothingImported,
    todo: isSize ? 'Import one collection at a time.' : 'Correct it there, or export it again.',
  });
}

/** A path with forward slashes and without what leads nowhere: `./a//b` and `a\b` are `a/b`. */
export function plainPath(path: string): string {
  return path
    .split(/[/\\]+/)
    .filter((step) => step !== '' && step !== '.' && step !== '..')
    .join('/');
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a file; empty for the top. */
export function folderName(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
