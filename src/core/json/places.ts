import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode, visit } from 'jsonc-parser';
import { type Position, positionOf } from './textPosition.ts';

/** Where and why a text is not JSON. */
export interface JsonFault extends Position {
  offset: number;
  /** One sentence. */
  message: string;
}

const strictly = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/**
 * The first place at which the text of a field is not JSON (RFC 8259), or lies deeper than `deepest` levels; null where
 * it is JSON. For texts of fields and bodies: a whole definition is read by `JsonScan`, which does not recurse.
 */
export function jsonFault(text: string, deepest = Number.POSITIVE_INFINITY): JsonFault | null {
  try {
    JSON.parse(text);
    return deepest === Number.POSITIVE_INFINITY ? null : depthFault(text, deepest);
  } catch {
    const error = firstError(text);
    const offset = error ? placeOf(text, error) : text.length;
    return {
      ...positionOf(text, offset),
      offset,
      message: (error && messages.get(printParseErrorCode(error.error))) ?? unclear,
    };
  }
}

/** Where the value at the path, or the nearest part above it that is there, begins in JSON that parses. */
export function locateInJson(text: string, path: readonly PropertyKey[]): Position {
  const root = parseTree(text);
  const keys = path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  for (let length = keys.length; root && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, keys.slice(0, length));
    if (node) return positionOf(text, (node.parent?.type === 'property' ? node.parent : node).offset);
  }
  return positionOf(text, 0);
}

function firstError(text: string): ParseError | undefined {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, strictly);
  } catch (cause) {
    // The parser recurses: a text of nothing but brackets exhausts the stack.
    if (!(cause instanceof RangeError)) throw cause;
  }
  return errors.reduce<ParseError | undefined>(
    (first, each) => (first && first.offset <= each.offset ? first : each),
    undefined,
  );
}

/** A word that is none of JSON's goes wrong at its first character that fits none of them. */
function placeOf(text: string, { error, offset, length }: ParseError): number {
  if (printParseErrorCode(error) !== 'InvalidSymbol') return offset;
  const word = text.slice(offset, offset + length);
  const fits = Math.max(...['true', 'false', 'null'].map((known) => commonStart(word, known)));
  return fits === word.length ? offset : offset + fits;
}

function commonStart(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

function depthFault(text: string, deepest: number): JsonFault | null {
  let depth = 0;
  let found: number | undefined;
  const open = (offset: number) => {
    depth += 1;
    if (depth > deepest) found ??= offset;
  };
  const close = () => {
    depth -= 1;
  };
  try {
    visit(text, { onObjectBegin: open, onArrayBegin: open, onObjectEnd: close, onArrayEnd: close });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    found ??= 0;
  }
  return found === undefined
    ? null
    : { ...positionOf(text, found), offset: found, message: 'This is nested too deeply.' };
}

const unclear = 'This is not valid JSON.';

const messages = new Map<string, string>([
  ['InvalidSymbol', 'A value is missing or not valid JSON.'],
  ['InvalidNumberFormat', 'A value is missing or not valid JSON.'],
  ['ValueExpected', 'A value is missing or not valid JSON.'],
  ['PropertyNameExpected', 'A name in double quotes is missing.'],
  ['ColonExpected', 'A colon is missing after the name.'],
  ['CommaExpected', 'A comma or the end of the list or object is missing.'],
  ['CloseBraceExpected', 'A comma or } is missing.'],
  ['CloseBracketExpected', 'A comma or ] is missing.'],
  ['EndOfFileExpected', 'There is more text after the end.'],
  ['InvalidCommentToken', 'JSON has no comments.'],
  ['UnexpectedEndOfComment', 'JSON has no comments.'],
  ['UnexpectedEndOfString', 'A string has no end.'],
  ['UnexpectedEndOfNumber', 'A number has no end.'],
  ['InvalidUnicode', 'An escape in a string is not one that JSON knows.'],
  ['InvalidEscapeCharacter', 'An escape in a string is not one that JSON knows.'],
  ['InvalidCharacter', 'A line break or control character stands inside a string.'],
]);
