import type { Assertion } from '../collections/assertions.ts';
import { compareDecimals } from '../json/decimal.ts';
import { isObject, own } from '../json/value.ts';
import {
  type Actual,
  type Expected,
  equalJson,
  equalsExpected,
  expectedOf,
  lengthOf,
  numberOf,
  soughtText,
  textOf,
  typeOf,
} from './values.ts';

type Operator = Exclude<Assertion['operator'], 'matchesSchema'>;

/** Whether it holds; a text says why the question cannot be asked. */
type Answer = boolean | string;

interface OperatorRule {
  /** What was expected, for "Status is 404, expected …". */
  readonly words: (value: string) => string;
  readonly holds: (actual: Actual, expected: Expected) => Answer;
}

/** What each operator means. Patterns take as long as they take: see `evaluateAssertion`. */
export const operators: Record<Operator, OperatorRule> = {
  equals: { words: (value) => value, holds: equalsExpected },
  notEquals: {
    words: (value) => `anything but ${value}`,
    holds: (actual, expected) => !equalsExpected(actual, expected),
  },
  lessThan: ordered('less than', (order) => order < 0),
  lessOrEqual: ordered('at most', (order) => order <= 0),
  greaterThan: ordered('more than', (order) => order > 0),
  greaterOrEqual: ordered('at least', (order) => order >= 0),
  contains: { words: (value) => `it to contain ${value}`, holds: contains },
  notContains: {
    words: (value) => `it not to contain ${value}`,
    holds: (actual, expected) => negated(contains(actual, expected)),
  },
  startsWith: inText('start with', (text, sought) => text.startsWith(sought)),
  endsWith: inText('end with', (text, sought) => text.endsWith(sought)),
  matches: { words: (value) => `it to match ${value}`, holds: matches },
  notMatches: {
    words: (value) => `it not to match ${value}`,
    holds: (actual, expected) => negated(matches(actual, expected)),
  },
  exists: { words: () => 'it to exist', holds: (actual) => actual.kind !== 'absent' },
  notExists: { words: () => 'it not to exist', holds: (actual) => actual.kind === 'absent' },
  isEmpty: { words: () => 'it to be empty', holds: (actual) => actual.kind !== 'absent' && isEmpty(actual) },
  isNotEmpty: { words: () => 'it not to be empty', holds: (actual) => actual.kind !== 'absent' && !isEmpty(actual) },
  isType: { words: (value) => `the type ${value}`, holds: isType },
  isOneOf: { words: (value) => `one of ${value}`, holds: isOneOf },
  isNotOneOf: {
    words: (value) => `none of ${value}`,
    holds: (actual, expected) => !isOneOf(actual, expected),
  },
  hasLength: { words: (value) => `the length ${value}`, holds: hasLength },
};

/** The same of the opposite; a reason stays one. */
function negated(answer: Answer): Answer {
  return typeof answer === 'string' ? answer : !answer;
}

function ordered(words: string, accepts: (order: number) => boolean): OperatorRule {
  return {
    words: (value) => `${words} ${value}`,
    holds: (actual, expected) => {
      const order = compareDecimals(numberIn(actual) ?? '', expected.text.trim());
      if (order !== undefined) return accepts(order);
      return numberIn(actual) === undefined ? false : `${expected.text} is no number.`;
    },
  };
}

function numberIn(actual: Actual): string | undefined {
  if (actual.kind === 'absent') return undefined;
  return actual.kind === 'json' ? numberOf(actual.value) : actual.text.trim();
}

function contains(actual: Actual, expected: Expected): Answer {
  const text = textOf(actual);
  if (text !== undefined) return text.includes(soughtText(expected));
  if (actual.kind !== 'json') return false;
  const item = expected.json === undefined ? expected.text : expected.json;
  if (Array.isArray(actual.value)) return actual.value.some((each) => equalJson(each, item));
  return isObject(actual.value) && own(actual.value, soughtText(expected)) !== undefined;
}

function inText(words: string, test: (text: string, sought: string) => boolean): OperatorRule {
  return {
    words: (value) => `it to ${words} ${value}`,
    holds: (actual, expected) => test(textOf(actual) ?? scalarText(actual), soughtText(expected)),
  };
}

/** Numbers and truth values as they are written, so that `^2\d\d$` can be asked of a status. */
function scalarText(actual: Actual): string {
  return actual.kind === 'json' && typeof actual.value !== 'string' ? JSON.stringify(actual.value) : '';
}

function matches(actual: Actual, { text: pattern }: Expected): Answer {
  if (actual.kind === 'absent') return false;
  const text = textOf(actual) ?? scalarText(actual);
  const compiled = compilePattern(pattern);
  return compiled === null ? `${pattern} is no regular expression.` : compiled.test(text);
}

/** The pattern as people write it: bare, or as `/pattern/flags`. Null where it is none. */
export function compilePattern(pattern: string): RegExp | null {
  const [, inner, flags] = /^\/(.+)\/([imsu]*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(inner ?? pattern, flags ?? '');
  } catch {
    return null;
  }
}

function isEmpty(actual: Actual): boolean {
  return (actual.kind === 'json' && actual.value === null) || lengthOf(actual) === 0;
}

const typeNames = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

function isType(actual: Actual, expected: Expected): Answer {
  const wanted = soughtText(expected).trim().toLowerCase();
  if (!typeNames.includes(wanted)) return `${expected.text} is no type; the types are ${typeNames.join(', ')}.`;
  if (actual.kind === 'absent') return false;
  const value = actual.kind === 'text' ? actual.text : actual.value;
  if (wanted !== 'integer') return typeOf(value) === wanted;
  const number = numberOf(value);
  return number !== undefined && (/^-?\d+$/.test(number) || Number.isInteger(Number(number)));
}

function isOneOf(actual: Actual, { text, json }: Expected): boolean {
  if (Array.isArray(json)) return json.some((each) => equalsExpected(actual, { text: soughtItem(each), json: each }));
  return text.split(',').some((each) => equalsExpected(actual, expectedOf(each.trim())));
}

const soughtItem = (item: unknown): string => (typeof item === 'string' ? item : JSON.stringify(item));

function hasLength(actual: Actual, expected: Expected): Answer {
  const wanted = Number(expected.text);
  if (expected.text.trim() === '' || !Number.isInteger(wanted) || wanted < 0) return `${expected.text} is no length.`;
  return lengthOf(actual) === wanted;
}
