/** Words that stand in names of times, as whole parts of the name. */
const words = new Set(
  'at on time date timestamp ts datetime exp iat nbf expires expiry expiration created updated modified deleted changed published issued started finished ended until since before after deadline due birthday reset'.split(
    ' ',
  ),
);

/** Whether a name speaks of a moment: `created_at`, `expiresOn`, `lastModifiedDate`, `exp`. */
export function namesTime(name: string): boolean {
  const parts = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  // A span is no moment: `timeoutMs`, `time_zone`, `expires_in`.
  if (parts.some((part) => /^(in|zone|out|timeout|ms|seconds|secs|duration|offset|format)$/.test(part))) return false;
  return parts.some((part) => words.has(part));
}

/** From 1973 to 2100; other numbers are seldom moments. */
const [earliest, latest] = [100_000_000, 4_102_444_800];

const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The moment that a value stands for, in milliseconds UTC; null where it is none: seconds, milliseconds or microseconds since 1970
 * under a name of a time, or a date as ISO 8601 writes it. One without an offset is taken as the person's own time.
 */
export function readTime(name: string | number | null, value: unknown): number | null {
  if (typeof value === 'string' && iso.test(value)) {
    if (value.length <= 10 && !namesTime(String(name ?? ''))) return null;
    const time = Date.parse(value.replace(' ', 'T'));
    return Number.isNaN(time) ? null : time;
  }
  const number = typeof value === 'string' && /^\d{9,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || typeof name !== 'string' || !namesTime(name)) return null;
  const scale = [1_000, 1, 0.001].find((each) => {
    const seconds = (number * each) / 1_000;
    return seconds >= earliest && seconds <= latest;
  });
  return scale === undefined ? null : Math.round(number * scale);
}
