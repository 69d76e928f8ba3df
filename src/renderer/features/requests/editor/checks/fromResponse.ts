import type { SentRequest } from '#contract/requests.ts';
import type { Assertion } from '#core/collections/assertions.ts';
import { essence } from '#core/http/mediaType.ts';
import { normalizedPath } from '#core/json/normalizedPath.ts';
import { isObject } from '#core/json/value.ts';
import { assertionWords } from './words.ts';

/** An assertion that the last response passes. */
export interface Suggestion {
  readonly words: string;
  readonly assertion: Assertion;
}

const made = (assertion: Pick<Assertion, 'subject' | 'operator'> & Partial<Assertion>): Suggestion => {
  const whole = { enabled: true, expression: '', value: '', ...assertion };
  return { words: assertionWords(whole), assertion: whole };
};

/** What can be asked of the next response, since it held of this one. */
export function suggestionsFrom({ response, timings }: Pick<SentRequest, 'response' | 'timings'>): Suggestion[] {
  if (response === null) return [];
  const { status, mediaType, schemaMatch } = response;
  return [
    made({ subject: 'status', operator: 'equals', value: String(status) }),
    ...(mediaType === null
      ? []
      : [made({ subject: 'header', expression: 'Content-Type', operator: 'startsWith', value: essence(mediaType) })]),
    ...(timings === null ? [] : [made({ subject: 'time', operator: 'lessThan', value: limitAbove(timings.total) })]),
    ...(schemaMatch.state === 'matches' ? [made({ subject: 'schema', operator: 'matchesSchema' })] : []),
  ];
}

/** Some room above what it took, in round figures of milliseconds. */
const limitAbove = (ms: number): string => String(Math.max(500, Math.ceil((ms * 2) / 500) * 500));

/** A value of a body and where it is. */
export interface Leaf {
  readonly path: string;
  /** Its last name that is no index. */
  readonly name: string;
  readonly value: string | number | boolean | null;
}

/** The values of a JSON body, `most` at most, in order; null where the text is no JSON. */
export function leavesOf(text: string, most: number): Leaf[] | null {
  const leaves: Leaf[] = [];
  const waiting: { at: (string | number)[]; value: unknown }[] = [];
  try {
    waiting.push({ at: [], value: JSON.parse(text) });
  } catch {
    return null;
  }
  for (let next = waiting.pop(); next !== undefined && leaves.length < most; next = waiting.pop()) {
    const { at, value } = next;
    if (Array.isArray(value)) {
      const items = value.map((item: unknown, index) => ({ at: [...at, index], value: item }));
      waiting.push(...items.slice(0, most).reverse());
    } else if (isObject(value)) {
      const members = Object.entries(value).map(([name, member]) => ({ at: [...at, name], value: member }));
      waiting.push(...members.slice(0, most).reverse());
    } else if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      const named = at.findLast((step) => typeof step === 'string');
      leaves.push({ path: normalizedPath(at), name: typeof named === 'string' ? named : 'value', value });
    }
  }
  return leaves;
}
