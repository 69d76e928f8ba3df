import type { Assertion } from './assertions.ts';

const subjects: Readonly<Record<Assertion['subject'], (expression: string) => string>> = {
  status: () => 'Status',
  header: (name) => `Header ${name}`,
  body: () => 'Body',
  jsonPath: (path) => path,
  time: () => 'Time in ms',
  size: () => 'Size in bytes',
  schema: () => 'Body',
};

const operators: Readonly<Record<Assertion['operator'], (value: string) => string>> = {
  equals: (value) => `is ${value}`,
  notEquals: (value) => `is not ${value}`,
  lessThan: (value) => `is less than ${value}`,
  lessOrEqual: (value) => `is at most ${value}`,
  greaterThan: (value) => `is more than ${value}`,
  greaterOrEqual: (value) => `is at least ${value}`,
  contains: (value) => `contains ${value}`,
  notContains: (value) => `does not contain ${value}`,
  startsWith: (value) => `starts with ${value}`,
  endsWith: (value) => `ends with ${value}`,
  matches: (value) => `matches ${value}`,
  notMatches: (value) => `does not match ${value}`,
  exists: () => 'exists',
  notExists: () => 'does not exist',
  isEmpty: () => 'is empty',
  isNotEmpty: () => 'is not empty',
  isType: (value) => `is of type ${value}`,
  isOneOf: (value) => `is one of ${value}`,
  isNotOneOf: (value) => `is none of ${value}`,
  hasLength: (value) => `has length ${value}`,
  matchesSchema: () => 'matches its schema',
};

/** An assertion as a sentence, for example `Status is 200`. */
export const describeAssertion = ({ subject, expression, operator, value }: Assertion): string =>
  `${subjects[subject](expression.trim())} ${subject === 'schema' ? 'matches its schema' : operators[operator](value)}`;
