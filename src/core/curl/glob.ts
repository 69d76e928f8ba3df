/** More addresses than this are not made of one. */
export const mostAddresses = 1_000;

/**
 * The addresses that one stands for: `{a,b}`, `[1-3]`, `[a-z:2]`, `[001-100]` (curl's manual, "URL globbing"). An address whose
 * brackets are no such list, as of an IPv6 host, is one.
 */
export function expandAddress(address: string): string[] {
  let made = [''];
  for (let at = 0; at < address.length; ) {
    const piece = pieceAt(address, at);
    at = piece.next;
    if (piece.texts.length === 1) made = made.map((text) => text + piece.texts[0]);
    else if (made.length * piece.texts.length > mostAddresses) return [address];
    else made = made.flatMap((text) => piece.texts.map((each) => text + each));
  }
  return made;
}

interface Piece {
  readonly texts: readonly string[];
  readonly next: number;
}

function pieceAt(address: string, at: number): Piece {
  const rest = address.slice(at, at + 4_000);
  const [escaped] = /^\\[[\]{}]/.exec(rest) ?? [];
  if (escaped !== undefined) return { texts: [escaped[1] ?? ''], next: at + 2 };
  const [set, names = ''] = /^\{([^{}[\]]*)\}/.exec(rest) ?? [];
  if (set !== undefined) return { texts: names.split(','), next: at + set.length };
  const [range, from = '', to = '', step = '1'] =
    /^\[([a-z]|[A-Z]|\d{1,18})-([a-z]|[A-Z]|\d{1,18})(?::(\d{1,9}))?\]/.exec(rest) ?? [];
  const texts = range === undefined ? [] : rangeOf(from, to, Number(step));
  if (range !== undefined && texts.length > 0) return { texts, next: at + range.length };
  return { texts: [rest[0] ?? ''], next: at + 1 };
}

function rangeOf(from: string, to: string, step: number): string[] {
  const isNumber = /^\d/.test(from);
  if (isNumber !== /^\d/.test(to) || step < 1) return [];
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const count = Math.floor((last - first) / step) + 1;
  if (count < 1 || count > mostAddresses) return [];
  const width = isNumber && from.startsWith('0') ? from.length : 0;
  return Array.from({ length: count }, (_, index) => {
    const value = first + index * step;
    return isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
