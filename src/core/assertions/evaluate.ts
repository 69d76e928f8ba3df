import type { Assertion, Capture } from '../collections/assertions.ts';
import { counted } from '../counted.ts';
import { type JsonSelection, selectJson } from '../json/jsonPath.ts';
import { type CheckedResponse, cookieOf, documentOf, headerOf } from './checkedResponse.ts';
import { compilePattern, operators } from './operators.ts';
import { type Actual, expectedOf, lengthOf, shown, textOf } from './values.ts';

export interface AssertionResult {
  readonly passed: boolean;
  /** One sentence for the person: what was found, and what was expected where that differs. Not redacted. */
  readonly message: string;
  /** What was found, cut where it is long. Not redacted. */
  readonly actual: string;
}

export type CaptureResult = { readonly value: string } | { readonly missing: string };

type Found = { readonly actual: Actual } | { readonly problem: string };

/** Whether it can be evaluated in a moment, so that no thread is needed: it holds no pattern and no path. */
export function isQuick({ subject, operator }: Pick<Assertion, 'subject' | 'operator'>): boolean {
  return subject !== 'jsonPath' && operator !== 'matches' && operator !== 'notMatches';
}

/**
 * Evaluates one assertion; whether it is enabled is the caller's concern. Never throws. Patterns and paths are people's own and may
 * take for ever: where `isQuick` says no, call it on a thread that can be ended (`main/scripts`).
 */
export function evaluateAssertion(assertion: Assertion, response: CheckedResponse): AssertionResult {
  if (assertion.subject === 'schema' || assertion.operator === 'matchesSchema') return schemaResult(response);
  const found = find(assertion, response);
  const name = nameOf(assertion);
  if ('problem' in found) return { passed: false, message: found.problem, actual: '' };
  const { words, holds } = operators[assertion.operator];
  const answer = holds(found.actual, expectedOf(assertion.value));
  const actual = shown(found.actual);
  if (typeof answer === 'string') return { passed: false, message: `${name} cannot be checked: ${answer}`, actual };
  const is = `${name} ${stateOf(found.actual, assertion)}`;
  return { passed: answer, message: answer ? `${is}.` : `${is}, expected ${words(assertion.value)}.`, actual };
}

const units: Partial<Record<Assertion['subject'], string>> = { time: ' ms', size: ' bytes' };

function stateOf(actual: Actual, { subject, operator }: Assertion): string {
  if (actual.kind === 'absent') return 'does not exist';
  if (operator === 'hasLength') return `has the length ${lengthOf(actual) ?? 'of nothing'}`;
  return `is ${shown(actual)}${units[subject] ?? ''}`;
}

function nameOf({ subject, expression }: Pick<Assertion, 'subject' | 'expression'>): string {
  if (subject === 'jsonPath') return expression;
  if (subject === 'header') return `Header ${expression.trim()}`;
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`;
}

function schemaResult({ schemaMatch }: CheckedResponse): AssertionResult {
  if (schemaMatch === null) return { passed: false, message: 'The body was not checked against a schema.', actual: '' };
  const { state, message, errors } = schemaMatch;
  const places = errors.slice(0, 3).map(({ pointer, message: said }) => `${pointer || 'the body'} ${said}`);
  const rest = errors.length > 3 ? [`and ${counted(errors.length - 3, 'place')} more`] : [];
  return {
    passed: state === 'matches',
    message: [message || (state === 'matches' ? 'The body matches its schema.' : 'The body differs from its schema.')]
      .concat([...places, ...rest].join('; '))
      .join(' ')
      .trim(),
    actual: state,
  };
}

function find({ subject, expression }: Pick<Assertion, 'subject' | 'expression'>, response: CheckedResponse): Found {
  switch (subject) {
    case 'status':
      return { actual: { kind: 'json', value: response.status } };
    case 'time':
      return { actual: { kind: 'json', value: Math.round(response.timeMs) } };
    case 'size':
      return { actual: { kind: 'json', value: response.bytes } };
    case 'header':
      return { actual: textOrAbsent(headerOf(response, expression)) };
    case 'body':
      return response.body === null ? { problem: noText } : { actual: { kind: 'text', text: response.body } };
    case 'jsonPath':
      return atPath(expression, response);
    case 'schema':
      return { problem: 'A schema is compared with a body alone.' };
  }
}

const noText = 'The body is no text, or too long to be looked at.';

const textOrAbsent = (text: string | undefined): Actual =>
  text === undefined ? { kind: 'absent' } : { kind: 'text', text };

/** The value where the path can lead to one place alone; otherwise the list of all that it leads to. */
function atPath(path: string, response: CheckedResponse): Found {
  const document = documentOf(response);
  if (document === null) return { problem: response.body === null ? noText : 'The body is no JSON.' };
  const selection = selectJson(document, path);
  if (!selection.ok) return { problem: `${path} is no JSONPath: ${selection.message}` };
  return { actual: selected(selection) };
}

function selected({ singular, nodes }: Extract<JsonSelection, { ok: true }>): Actual {
  const [first] = nodes;
  if (first === undefined) return { kind: 'absent' };
  return { kind: 'json', value: singular ? first.value : nodes.map(({ value }) => value) };
}

/** Takes a value out of a response, or says why there is none. Bounded as `evaluateAssertion` is. */
export function evaluateCapture({ subject, expression }: Capture, response: CheckedResponse): CaptureResult {
  if (subject === 'cookie')
    return captured(textOrAbsent(cookieOf(response, expression)), `The response sets no cookie ${expression}.`);
  if (subject === 'regex') return firstGroup(expression, response);
  const found = find({ subject, expression }, response);
  if ('problem' in found) return { missing: found.problem };
  return captured(found.actual, `${nameOf({ subject, expression })} does not exist.`);
}

/** Texts as they are, everything else as JSON writes it. */
function captured(actual: Actual, missing: string): CaptureResult {
  const text = textOf(actual);
  if (text !== undefined) return { value: text };
  return actual.kind === 'json' ? { value: JSON.stringify(actual.value) } : { missing };
}

function firstGroup(pattern: string, { body }: CheckedResponse): CaptureResult {
  if (body === null) return { missing: noText };
  const compiled = compilePattern(pattern);
  if (compiled === null) return { missing: `${pattern} is no regular expression.` };
  const match = compiled.exec(body);
  const value = match?.[1] ?? match?.[0];
  return value === undefined ? { missing: `Nothing in the body matches ${pattern}.` } : { value };
}
