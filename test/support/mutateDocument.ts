import fc from 'fast-check';

/** One change at one place of a tree; places are counted from its root. */
interface Mutation {
  readonly at: number;
  readonly kind: 'delete' | 'replace' | 'duplicate' | 'refer' | 'prototype' | 'huge';
  readonly value: unknown;
  readonly from: number;
}

interface Place {
  readonly holder: object;
  readonly key: string;
  readonly pointer: string;
}

/** Values of the wrong type, and texts that mean something to someone. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    [],
    {},
    [[[]]],
    '#',
    '#/',
    '#/paths/~1a',
    'x.json',
    '%zz',
    '{',
    '\u0000',
  ),
  fc.constantFrom(
    '../../etc/passwd',
    '..%2f..%2f',
    '..\\..\\',
    '/etc/passwd',
    'file:///etc/passwd',
    'C:\\',
    'a\r\nX: y',
  ),
  fc.constantFrom("'; DROP TABLE tenants; --", 'constructor', 'toString', 'hasOwnProperty', '%', '_', '*', '$(id)'),
  fc.constantFrom('http://127.0.0.1:1/x', '__proto__', '\ud800', { $ref: '#' }, { $ref: 5 }),
  fc.jsonValue({ maxDepth: 2 }),
);

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(5_000),
    kind: fc.constantFrom('delete', 'replace', 'duplicate', 'refer', 'prototype', 'huge'),
    value: odd,
    from: fc.nat(5_000),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Sets an own property, also one of the name `__proto__`; the length of an array takes no value but its own. */
function define(holder: object, key: string, value: unknown): void {
  if (Array.isArray(holder) && key === 'length') return;
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function placesIn(root: unknown, pointer = ''): Place[] {
  if (typeof root !== 'object' || root === null) return [];
  return Object.entries(root).flatMap(([key, value]) => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [{ holder: root, key, pointer: at }, ...placesIn(value, at)];
  });
}

const prototypeKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

function change({ holder, key }: Place, other: Place, { kind, value, at }: Mutation): void {
  if (kind === 'delete') Reflect.deleteProperty(holder, key);
  if (kind === 'replace') define(holder, key, structuredClone(value));
  if (kind === 'duplicate') define(holder, other.key, structuredClone(Reflect.get(holder, key)));
  if (kind === 'refer') define(holder, key, { $ref: `#${other.pointer}` });
  if (kind === 'prototype')
    define(holder, prototypeKeys[at % prototypeKeys.length] ?? '', { polluted: true, type: 'x' });
  if (kind === 'huge') define(holder, key, 'x'.repeat(50_000));
}

/** A copy of a document with the changes made one after the other. */
export function mutated(document: object, changes: readonly Mutation[]): unknown {
  const root = structuredClone(document);
  for (const mutation of changes) {
    const places = placesIn(root);
    const place = places[mutation.at % Math.max(1, places.length)];
    const other = places[mutation.from % Math.max(1, places.length)];
    if (place && other) change(place, other, mutation);
  }
  return root;
}

interface Damage {
  readonly kind: 'cut' | 'flip' | 'repeat' | 'insert';
  readonly at: number;
  readonly length: number;
  readonly byte: number;
}

export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('cut', 'flip', 'repeat', 'insert'),
    at: fc.nat(100_000),
    length: fc.integer({ min: 1, max: 60 }),
    byte: fc.nat(255),
  }),
  { minLength: 1, maxLength: 5 },
);

/** The bytes of a text with damage done one after the other. */
export function damaged(text: string, list: readonly Damage[]): Buffer {
  return list.reduce((bytes: Buffer, { kind, at, length, byte }) => {
    const place = at % Math.max(1, bytes.length);
    const piece = bytes.subarray(place, place + length);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (kind === 'cut') return Buffer.concat([before, at % 2 ? Buffer.alloc(0) : bytes.subarray(place + length)]);
    if (kind === 'repeat') return Buffer.concat([before, ...Array.from({ length: 20 }, () => piece), after]);
    if (kind === 'insert') return Buffer.concat([before, Buffer.alloc(length, byte), after]);
    const flipped = Buffer.from(bytes);
    flipped[place] = byte;
    return flipped;
  }, Buffer.from(text));
}
