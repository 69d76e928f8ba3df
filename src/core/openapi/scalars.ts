export const schemaTypes = new Set<unknown>([
  'null',
  'boolean',
  'object',
  'array',
  'number',
  'string',
  'integer',
  'file',
]);

/** Kinds of values that are no object, with what each must be. */
export const scalars = {
  /** Prose and versions: YAML reads `1.0` and `2024` as numbers, and what is meant is clear. */
  text: 'text',
  /** A name or word that a program compares. */
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  count: 'a whole number from 0',
  scalar: 'text',
  filled: 'a list with values',
  type: 'a type that JSON Schema knows',
} as const;
export type Scalar = keyof typeof scalars;

/** One function with a case for each, since a large definition has a million values. */
export function isScalar(kind: Scalar, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' || typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'type':
      return typeof value === 'string' || !Array.isArray(value)
        ? schemaTypes.has(value)
        : value.every((type) => schemaTypes.has(type));
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0;
    case 'scalar':
      return typeof value !== 'object';
    case 'filled':
      return Array.isArray(value) && value.length > 0;
    default:
      return kind satisfies never;
  }
}
