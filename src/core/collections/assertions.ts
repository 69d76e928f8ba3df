import { z } from 'zod';

/** What of a response is looked at. `expression` says which: a header's name, a JSONPath (RFC 9535), a regular expression. */
export const assertionSubjects = [
  'status',
  'header',
  'body',
  'jsonPath',
  /** Milliseconds until the whole response was there. */
  'time',
  /** Bytes of the body, decoded. */
  'size',
  /** What the definition declares for this status. Its operator is `matchesSchema`. */
  'schema',
] as const;

export const assertionOperators = [
  'equals',
  'notEquals',
  'lessThan',
  'lessOrEqual',
  'greaterThan',
  'greaterOrEqual',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  /** `value` is a regular expression. */
  'matches',
  'notMatches',
  'exists',
  'notExists',
  'isEmpty',
  'isNotEmpty',
  /** `value` is one of: null, boolean, number, integer, string, array, object. */
  'isType',
  /** `value` is a JSON array, or text separated by commas. */
  'isOneOf',
  'isNotOneOf',
  /** Of a text, an array or an object: how many characters, items or members. */
  'hasLength',
  'matchesSchema',
] as const;

/** A check of a response without code. */
export const assertion = z.object({
  enabled: z.boolean().default(true),
  subject: z.enum(assertionSubjects),
  expression: z.string().max(2_000).default(''),
  operator: z.enum(assertionOperators),
  /** What it is compared with; JSON where it reads as JSON, otherwise text. May hold variables. */
  value: z.string().max(100_000).default(''),
});
export type Assertion = z.infer<typeof assertion>;

export const captureSubjects = ['status', 'header', 'body', 'jsonPath', 'regex', 'cookie'] as const;

/** A value of a response that becomes a variable for what is sent after it. */
export const capture = z.object({
  enabled: z.boolean().default(true),
  variable: z.string().min(1).max(200),
  subject: z.enum(captureSubjects),
  /** A header's or cookie's name, a JSONPath, or a regular expression whose first group is taken. */
  expression: z.string().max(2_000).default(''),
});
export type Capture = z.infer<typeof capture>;
