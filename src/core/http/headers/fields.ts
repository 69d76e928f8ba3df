/** A header as it came. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** How much a person should mind. */
export type Weight = 'info' | 'good' | 'warn' | 'bad';

/** One thing that headers say, in a sentence. */
export interface Remark {
  /** What it is about, as `Cache-Control`. */
  readonly header: string;
  readonly weight: Weight;
  readonly text: string;
  /** A moment that the text is about, milliseconds UTC, to show beside it or to count down to. */
  readonly at?: number;
}

/** The values of a header, each as it came; lower-case name. */
export function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value.trim());
}

/** The values joined as RFC 9110 section 5.3 allows; undefined where the header did not come. */
export function fieldOf(headers: readonly Header[], name: string): string | undefined {
  const values = valuesOf(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** An HTTP-date in any of the three forms of RFC 9110 section 5.6.7, as milliseconds UTC; undefined for anything else. */
export function httpDate(text: string, now = Date.now()): number | undefined {
  const modern = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/i.exec(text.trim());
  const rfc850 = /^\w{6,9}, (\d{2})-(\w{3})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/i.exec(text.trim());
  const asctime = /^\w{3} (\w{3}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/i.exec(text.trim());
  const [, day, name, written, ...clock] =
    modern ?? rfc850 ?? (asctime && [0, asctime[2], asctime[1], asctime[6], asctime[3], asctime[4], asctime[5]]) ?? [];
  const month = months.indexOf(String(name).toLowerCase());
  if (written === undefined || month < 0) return undefined;
  const year = rfc850 === null ? Number(written) : fullYear(Number(written), now);
  const [hour = 0, minute = 0, second = 0] = clock.map(Number);
  return Date.UTC(year, month, Number(day), hour, minute, second);
}

/** A year of two digits that would be more than 50 years ahead is past (RFC 9110 section 5.6.7). */
function fullYear(digits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + digits;
  return year > thisYear + 50 ? year - 100 : year;
}

/** "45 seconds", "5 minutes", "3 hours", "2 days": a span given in seconds. */
export function spanWords(seconds: number): string {
  const units: [size: number, name: string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ];
  const [size, name] = units.find(([each]) => seconds >= 2 * each || seconds === each) ?? [1, 'second'];
  const count = Math.round(seconds / size);
  return `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;
}
