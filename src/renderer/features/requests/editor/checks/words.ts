import { type Assertion, assertionSubjects, type Capture, captureSubjects } from '#core/collections/assertions.ts';

type Subject = Assertion['subject'] | Capture['subject'];
type Operator = Assertion['operator'];

const subjects: Record<Subject, string> = {
  status: 'Status',
  header: 'Header',
  body: 'Body',
  jsonPath: 'JSONPath',
  time: 'Time (ms)',
  size: 'Size (bytes)',
  schema: 'Schema',
  regex: 'Pattern',
  cookie: 'Cookie',
};

const operators: Record<Operator, string> = {
  equals: 'equals',
  notEquals: 'does not equal',
  lessThan: 'is less than',
  lessOrEqual: 'is at most',
  greaterThan: 'is more than',
  greaterOrEqual: 'is at least',
  contains: 'contains',
  notContains: 'does not contain',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matches: 'matches the pattern',
  notMatches: 'does not match the pattern',
  exists: 'exists',
  notExists: 'does not exist',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
  isType: 'is of the type',
  isOneOf: 'is one of',
  isNotOneOf: 'is none of',
  hasLength: 'has the length',
  matchesSchema: 'matches the definition',
};

export const assertionSubjectOptions = assertionSubjects.map((value) => ({ value, label: subjects[value] }));
export const captureSubjectOptions = captureSubjects.map((value) => ({ value, label: subjects[value] }));

const numeric: readonly Operator[] = [
  'equals',
  'notEquals',
  'lessThan',
  'lessOrEqual',
  'greaterThan',
  'greaterOrEqual',
  'isOneOf',
  'isNotOneOf',
];

/** What may be asked of a subject; the operator that stands there stays on offer. */
export function operatorOptions({ subject, operator }: Assertion): { value: Operator; label: string }[] {
  const all = Object.entries(operators).map(([value, label]) => ({ value: value as Operator, label }));
  return all.filter(({ value }) => value === operator || takes(subject, value));
}

function takes(subject: Assertion['subject'], operator: Operator): boolean {
  if (subject === 'schema') return operator === 'matchesSchema';
  if (subject === 'status' || subject === 'time' || subject === 'size') return numeric.includes(operator);
  return operator !== 'matchesSchema';
}

const bare: readonly Operator[] = ['exists', 'notExists', 'isEmpty', 'isNotEmpty', 'matchesSchema'];

/** Whether something is compared with. */
export const takesValue = ({ operator }: Pick<Assertion, 'operator'>): boolean => !bare.includes(operator);

/** What the expression of a subject is; null where it has none. */
export function expressionWords(subject: Subject): { label: string; placeholder: string } | null {
  switch (subject) {
    case 'header':
      return { label: 'Header', placeholder: 'Content-Type' };
    case 'jsonPath':
      return { label: 'JSONPath', placeholder: '$.items[0].id' };
    case 'regex':
      return { label: 'Pattern', placeholder: 'id=(\\d+)' };
    case 'cookie':
      return { label: 'Cookie', placeholder: 'session' };
    default:
      return null;
  }
}

/** The assertion of another subject, with an operator that fits it. */
export function withSubject(assertion: Assertion, subject: Assertion['subject']): Assertion {
  const fits = takes(subject, assertion.operator);
  const operator = fits ? assertion.operator : subject === 'schema' ? 'matchesSchema' : 'equals';
  return { ...assertion, subject, operator, expression: expressionWords(subject) === null ? '' : assertion.expression };
}

/** What is looked at, in words: `Header Content-Type`. */
function lookedAt({ subject, expression }: { subject: Subject; expression: string }): string {
  const shown = expression.trim() === '' ? '…' : expression.trim();
  switch (subject) {
    case 'jsonPath':
      return shown;
    case 'header':
    case 'cookie':
      return `${subjects[subject]} ${shown}`;
    case 'regex':
      return `what ${shown} finds in the body`;
    case 'body':
    case 'status':
      return `${subjects[subject]}`;
    case 'time':
      return 'Time in milliseconds';
    case 'size':
      return 'Size in bytes';
    case 'schema':
      return 'The body';
  }
}

/** The assertion as one sentence. */
export function assertionWords(assertion: Assertion): string {
  const { operator, value } = assertion;
  const compared = takesValue(assertion) ? ` ${value === '' ? '(nothing)' : value}` : '';
  return `${lookedAt(assertion)} ${operators[operator]}${compared}`;
}

/** The capture as one sentence. */
export function captureWords(capture: Capture): string {
  const what = lookedAt(capture);
  return `{{${capture.variable}}} becomes ${what.charAt(0).toLowerCase()}${what.slice(1)}, for what is sent afterwards`;
}
