import { textAt } from './json.ts';
import { samplePattern } from './samplePattern.ts';

const byFormat = new Map([
  ['date-time', '2025-01-31T12:00:00Z'],
  ['date', '2025-01-31'],
  ['time', '12:00:00Z'],
  ['duration', 'PT1H'],
  ['email', 'person@example.com'],
  ['idn-email', 'person@example.com'],
  ['hostname', 'example.com'],
  ['idn-hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/'],
  ['url', 'https://example.com/'],
  ['iri', 'https://example.com/'],
  ['uri-reference', '/path'],
  ['uri-template', 'https://example.com/{id}'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
  ['json-pointer', '/path'],
  ['regex', '.*'],
  ['byte', 'dGV4dA=='],
  ['binary', ''],
  ['password', '••••••••'],
  ['int64', '1'],
]);

/** Text that fits the pattern where it is simple, else the format and the length limits of a schema. */
export function sampleText(schema: unknown): string {
  const pattern = textAt(schema, 'pattern');
  const followed = pattern === undefined ? undefined : samplePattern(pattern);
  if (followed) return followed;
  const format = textAt(schema, 'format');
  const text = (format !== undefined && byFormat.get(format)) || 'text';
  const least = lengthAt(schema, 'minLength');
  const most = lengthAt(schema, 'maxLength') ?? Number.POSITIVE_INFINITY;
  if (format === 'binary') return '';
  return text.padEnd(Math.min(least ?? 0, longest), 'x').slice(0, most);
}

/** A sample stays small, whatever minLength asks for. */
const longest = 1_000;

function lengthAt(schema: unknown, key: string): number | undefined {
  const length = Number(textAt(schema, key));
  return Number.isInteger(length) && length >= 0 ? length : undefined;
}
