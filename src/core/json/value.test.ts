import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  below,
  isObject,
  kindOf,
  lastToken,
  optionalText,
  own,
  placeTree,
  plainRecord,
  pointerOfFragment,
  textAt,
  tokensOf,
  valueAt,
} from './value.ts';

describe('a JSON pointer', () => {
  // RFC 6901 section 5.
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  };

  test.each<[pointer: string, fragment: string, value: unknown]>([
    ['', '', document],
    ['/foo', '/foo', ['bar', 'baz']],
    ['/foo/0', '/foo/0', 'bar'],
    ['/', '/', 0],
    ['/a~1b', '/a~1b', 1],
    ['/c%d', '/c%25d', 2],
    ['/e^f', '/e%5Ef', 3],
    ['/g|h', '/g%7Ch', 4],
    ['/i\\j', '/i%5Cj', 5],
    ['/k"l', '/k%22l', 6],
    ['/ ', '/%20', 7],
    ['/m~0n', '/m~0n', 8],
  ])('%j leads to what RFC 6901 says, also from the fragment #%s', (pointer, fragment, value) => {
    expect(valueAt(document, pointer)).toEqual(value);
    expect(pointerOfFragment(fragment)).toBe(pointer);
  });

  // RFC 6901 sections 3 and 4: an index has no sign, no leading zero and no letters, and names an item that is there.
  test.each(['/foo/2', '/foo/-', '/foo/01', '/foo/-1', '/foo/1e0', '/foo/ 0', '/foo/length', '/foo/at', '/foo/0/0'])(
    '%s leads to nothing',
    (pointer) => {
      expect(valueAt(document, pointer)).toBeUndefined();
    },
  );

  test.each(['/constructor', '/__proto__', '/toString', '/foo/constructor', '/foo/0/length', '/nothing/below'])(
    '%s does not lead into what every object has',
    (pointer) => {
      expect(valueAt(document, pointer)).toBeUndefined();
    },
  );

  // RFC 6901 section 4: ~1 is read before ~0, so that ~01 is the name ~1.
  test.each([
    ['/~01', ['~1']],
    ['/~10', ['/0']],
    ['/~1~0', ['/~']],
    ['/~0~1', ['~/']],
    ['/a//b', ['a', '', 'b']],
    ['//', ['', '']],
    ['a/b', ['a', 'b']],
  ])('%s has the tokens %j', (pointer, tokens) => {
    expect(tokensOf(pointer)).toEqual(tokens);
    expect(lastToken(pointer)).toBe(tokens.at(-1));
  });

  it('leads to what lies under its tokens, whatever they are', () => {
    const tokens = fc.array(fc.oneof(fc.string(), fc.constantFrom('~', '/', '~1', '~01', '%', '__proto__', '0')));
    fc.assert(
      fc.property(tokens, fc.integer(), (path, leaf) => {
        const holder = path.reduceRight<unknown>((inner, token) => plainRecord([[token, inner]]), leaf);
        const pointer = below('', ...path);
        expect(valueAt(holder, pointer)).toBe(leaf);
        expect(tokensOf(pointer)).toEqual(path);
        expect(pointerOfFragment(encodeURIComponent(pointer))).toBe(pointer);
      }),
    );
  });

  it('counts lists by numbers and objects by names', () => {
    expect(below('/paths', 'a/b', 0, '~')).toBe('/paths/a~1b/0/~0');
    expect(valueAt([[{ x: [1, 2] }]], '/0/0/x/1')).toBe(2);
    expect(valueAt({ 0: 'name' }, '/0')).toBe('name');
  });
});

// RFC 3986 section 3.5 and RFC 6901 section 6: a fragment is decoded first; without a slash it is an anchor.
test.each([
  ['%2Fa%2Fb', '/a/b'],
  ['/a%2Fb', '/a/b'],
  ['/caf%C3%A9', '/café'],
  ['/a%', '/a%'],
  ['/a%zz', '/a%zz'],
  ['/%C3', '/%C3'],
  ['Anchor', undefined],
  ['An%20chor', undefined],
  ['%', undefined],
])('the fragment #%s holds the pointer %s', (fragment, pointer) => {
  expect(pointerOfFragment(fragment)).toBe(pointer);
});

describe('a key of a value', () => {
  it('is its own, never one that objects share', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect([name, own({}, name), own([], name)]).toEqual([name, undefined, undefined]);
    expect(own(JSON.parse('{"__proto__":{"a":1}}'), '__proto__')).toEqual({ a: 1 });
    expect(own([7], '0')).toBeUndefined();
    expect(own('text', 'length')).toBeUndefined();
  });

  it('is defined, not assigned, in a record', () => {
    const record = plainRecord([
      ['__proto__', 1],
      ['a', 2],
    ]);
    expect(Object.keys(record)).toEqual(['__proto__', 'a']);
    expect(isObject(Object.getPrototypeOf(record))).toBe(true);
  });

  // YAML reads `version: 1.0` as a number.
  test.each([
    ['text', 'text'],
    ['', ''],
    [1.5, '1.5'],
    [0, '0'],
    [true, undefined],
    [null, undefined],
    [['a'], undefined],
    [{ a: 1 }, undefined],
  ])('%j is read as the text %j', (value, text) => {
    expect(textAt({ key: value }, 'key')).toBe(text);
    expect(optionalText({ key: value }, 'key', 'as')).toEqual(text === undefined ? {} : { as: text });
  });
});

test.each([
  [null, 'null'],
  [[], 'an empty list'],
  [[1], 'a list'],
  [{}, 'an object'],
  [undefined, 'nothing'],
  ['', 'a string'],
  [0, 'a number'],
  [false, 'a boolean'],
])('%j is called %s', (value, words) => {
  expect(kindOf(value)).toBe(words);
});

test('a tree of places has every pointer and what is above it, each under its own tokens', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.constantFrom('a', 'b/c', '~', '', '0'), { maxLength: 4 })), (paths) => {
      const tree = placeTree(paths.map((path) => below('', ...path)));
      for (const path of paths) {
        let node: typeof tree | undefined = tree;
        path.forEach((token, index) => {
          node = node?.children.get(token);
          expect(node?.pointer).toBe(below('', ...path.slice(0, index + 1)));
        });
      }
      const count = (node: typeof tree): number =>
        [...node.children.values()].reduce((sum, inner) => sum + count(inner), 1);
      const prefixes = paths.flatMap((path) => path.map((_, index) => below('', ...path.slice(0, index + 1))));
      expect(count(tree)).toBe(new Set(['', ...prefixes]).size);
    }),
  );
});
