/** A number as JSON writes it: `digits` without zeros at either end, times ten to the power of `exponent`. */
interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

/**
 * Compares two numbers as JSON writes them, to the last digit: `9007199254740993` is more than `9007199254740992`, and `1.10` is `1.1`.
 * @returns less than 0, 0 or more than 0; undefined where one of the two is no number of JSON (RFC 8259 section 6)
 */
export function compareDecimals(left: string, right: string): number | undefined {
  const a = decimalOf(left);
  const b = decimalOf(right);
  if (a === undefined || b === undefined) return undefined;
  if (a.sign !== b.sign) return a.sign - b.sign;
  return a.sign === 0 ? 0 : a.sign * compareMagnitudes(a, b);
}

function compareMagnitudes(a: Decimal, b: Decimal): number {
  const length = a.digits.length + a.exponent - (b.digits.length + b.exponent);
  if (length !== 0) return length;
  const width = Math.max(a.digits.length, b.digits.length);
  const [left, right] = [a.digits.padEnd(width, '0'), b.digits.padEnd(width, '0')];
  return left === right ? 0 : left < right ? -1 : 1;
}

function decimalOf(text: string): Decimal | undefined {
  const [, minus, whole, fraction = '', power = '0'] =
    /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = withoutTrailingZeros(all);
  if (digits === '') return { sign: 0, digits, exponent: 0 };
  const exponent = Number(power) - fraction.length + (all.length - digits.length);
  return { sign: minus === '-' ? -1 : 1, digits, exponent };
}

/** By hand: a pattern for zeros at the end takes the square of their number. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
