import { type Assertion, assertion, type assertionOperators, type Capture, capture } from './assertions.ts';
import type { Place } from './notes.ts';

/** What Bruno's expressions (`res.status`, `res.body.user.id`, `res.headers['x-id']`) point at, in our words. */
export interface Subject {
  readonly subject: 'status' | 'header' | 'body' | 'jsonPath' | 'time';
  readonly expression: string;
}

/** Null where an expression calls functions, filters, or speaks of something else than the response. */
export function subjectOf(written: string): Subject | null {
  const text = written.trim();
  if (text === 'res.status') return { subject: 'status', expression: '' };
  if (text === 'res.responseTime') return { subject: 'time', expression: '' };
  if (text === 'res.body') return { subject: 'body', expression: '' };
  const [, dotted, quoted] = /^res\.headers(?:\.([\w-]+)|\[["']([^"'\]]+)["']\])$/.exec(text) ?? [];
  const header = dotted ?? quoted;
  if (header !== undefined) return { subject: 'header', expression: header };
  const path = /^res\.body(?=[.[])(.*)$/s.exec(text)?.[1];
  const steps = path === undefined ? null : stepsOf(path);
  return steps === null ? null : { subject: 'jsonPath', expression: `$${steps.map(pathStep).join('')}` };
}

/** The expression for a subject; null where Bruno has none. */
export function expressionOf(subject: string, expression: string): string | null {
  switch (subject) {
    case 'status':
      return 'res.status';
    case 'time':
      return 'res.responseTime';
    case 'body':
      return 'res.body';
    case 'header':
      return /^[^"'\]]+$/.test(expression) ? `res.headers['${expression}']` : null;
    case 'jsonPath': {
      const steps = expression.startsWith('$') && expression !== '$' ? stepsOf(expression.slice(1)) : null;
      return steps === null ? null : `res.body${steps.map(pathStep).join('')}`;
    }
    default:
      return null;
  }
}

const step = /^(?:\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\])/;

/** The steps of a plain path: names and places in lists. */
function stepsOf(path: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  let rest = path;
  while (rest !== '') {
    const found = step.exec(rest);
    if (found === null) return null;
    const [whole, name, index, double, single] = found;
    const quoted = double ?? single;
    steps.push(index === undefined ? (name ?? (quoted ?? '').replace(/\\(["'\\])/g, '$1')) : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps;
}

function pathStep(name: string | number): string {
  if (typeof name === 'number') return `[${name}]`;
  if (/^[A-Za-z_]\w*$/.test(name)) return `.${name}`;
  return `['${name.replace(/['\\]/g, '\\$&')}']`;
}

type Operator = (typeof assertionOperators)[number];

const operators: Readonly<Record<string, Operator>> = {
  eq: 'equals',
  neq: 'notEquals',
  gt: 'greaterThan',
  gte: 'greaterOrEqual',
  lt: 'lessThan',
  lte: 'lessOrEqual',
  in: 'isOneOf',
  notIn: 'isNotOneOf',
  contains: 'contains',
  notContains: 'notContains',
  length: 'hasLength',
  matches: 'matches',
  notMatches: 'notMatches',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  isEmpty: 'isEmpty',
  isNotEmpty: 'isNotEmpty',
  isDefined: 'exists',
  isUndefined: 'notExists',
};

const typeChecks: Readonly<Record<string, string>> = {
  isNull: 'null',
  isNumber: 'number',
  isString: 'string',
  isBoolean: 'boolean',
  isArray: 'array',
};

const namedOperator = /^(\w+)(?:\s+(.*))?$/s;

/** Checks that Bruno writes as an expression and an operator with its value (`eq 200`). A value alone is compared. */
export function assertionsOf(expression: string, check: string, enabled: boolean, place: Place): Assertion[] {
  const subject = subjectOf(expression);
  const [, name = '', value = ''] = namedOperator.exec(check.trim()) ?? [];
  const isKnown = Object.hasOwn(operators, name) || Object.hasOwn(typeChecks, name) || otherOperators.has(name);
  const made =
    subject === null ? null : isKnown ? checksOf(name, value.trim()) : [{ operator: 'equals', value: check.trim() }];
  if (subject === null || made === null) {
    // What is compared may be a secret.
    place.say(`The check “${expression}${isKnown ? ` ${name}` : ''}” can’t be taken over.`);
    return [];
  }
  return made.flatMap((each) => {
    const read = assertion.safeParse({ enabled, ...subject, ...each });
    if (!read.success) place.say(`The check “${expression}” is too long; it was left out.`);
    return read.success ? [read.data] : [];
  });
}

const otherOperators = new Set(['between', 'isTruthy', 'isFalsy', 'isJson', 'isNotNull']);

function checksOf(name: string, value: string): { operator: string; value: string }[] | null {
  const operator = operators[name];
  if (operator !== undefined) return [{ operator, value }];
  const type = typeChecks[name];
  if (type !== undefined) return [{ operator: 'isType', value: type }];
  const [from, to, ...more] = value.split(',').map((each) => each.trim());
  if (name !== 'between' || from === undefined || to === undefined || more.length > 0) return null;
  return [
    { operator: 'greaterOrEqual', value: from },
    { operator: 'lessOrEqual', value: to },
  ];
}

/** An operator with its value in Bruno's words; null where it has none. */
export function checkOf({ operator, value }: Assertion): { readonly operator: string; readonly value: string } | null {
  if (operator === 'isType') {
    const name = Object.entries(typeChecks).find(([, type]) => type === value)?.[0];
    return name === undefined ? null : { operator: name, value: '' };
  }
  const name = Object.entries(operators).find(([, ours]) => ours === operator)?.[0];
  return name === undefined ? null : { operator: name, value };
}

/** A variable that is set from the response; noted where its expression is more than a path. */
export function captureOf(variable: string, expression: string, enabled: boolean, place: Place): Capture[] {
  const subject = subjectOf(expression);
  const read = capture.safeParse({ variable, enabled, ...subject });
  if (subject === null || !read.success) {
    place.say(`The variable “${variable}”, which is set from the response, can’t be taken over.`);
    return [];
  }
  return [read.data];
}
