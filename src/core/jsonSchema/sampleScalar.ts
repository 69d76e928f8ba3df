import { own, textAt } from '../json/value.ts';
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

/** A number within the bounds of a schema, 1 where that fits. */
export function sampleNumber(schema: unknown, whole: boolean): number {
  const step = numberAt(schema, 'multipleOf') ?? (whole ? 1 : undefined);
  const low = lowest(schema, step ?? 0.5);
  const high = highest(schema, step ?? 0.5);
  const wanted = Math.min(Math.max(1, low), high);
  if (step === undefined || step <= 0) return wanted;
  const up = Math.ceil(wanted / step) * step;
  const fitting = up <= high ? up : Math.floor(high / step) * step;
  return Number.isFinite(fitting) ? fitting : wanted;
}

function lowest(schema: unknown, gap: number): number {
  const exclusive = numberAt(schema, 'exclusiveMinimum');
  const inclusive = numberAt(schema, 'minimum') ?? Number.NEGATIVE_INFINITY;
  return exclusive === undefined ? inclusive : Math.max(inclusive, exclusive + gap);
}

function highest(schema: unknown, gap: number): number {
  const exclusive = numberAt(schema, 'exclusiveMaximum');
  const inclusive = numberAt(schema, 'maximum') ?? Number.MAX_SAFE_INTEGER;
  return exclusive === undefined ? inclusive : Math.min(inclusive, exclusive - gap);
}

function numberAt(schema: unknown, key: string): number | undefined {
  const value = own(schema, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
