import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it, test } from 'vitest';
import { spacedJson } from '#test/support/spacedJson.ts';
import { below } from '../json/value.ts';
import { type ParsedDefinition, parseDefinition } from './index.ts';
import { locate } from './parse.ts';

const read = (text: string): ParsedDefinition => parseDefinition(text, { format: 'yaml' });

const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9 _-]{0,8}[a-z]$/);
const scalar = fc.oneof(
  word,
  fc.constantFrom(
    '',
    'a: b',
    '# no comment',
    '- x',
    '[1',
    '"',
    "'",
    'null',
    'true',
    '12',
    '1.0',
    '~',
    '=',
    '2024-01-31',
    'yes',
  ),
  fc.constantFrom(
    'two\nlines',
    ' spaced ',
    'line\n\n  deeper\n',
    'é😀',
    '{a}',
    '&a',
    '*a',
    '!t',
    '%',
    '@x',
    '|',
    '>',
    '?',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  object: fc.dictionary(fc.oneof(word, fc.constantFrom('200', '/a/{b}', 'x-y', '$ref', 'a.b')), tie('value'), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
}));

/** Pointers of all values in a value, the outermost first. */
function pointersIn(given: unknown, pointer = ''): string[] {
  const inner = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return [pointer, ...inner.flatMap(([key, each]) => pointersIn(each, below(pointer, key)))];
}

describe('YAML', () => {
  it('is read as another library writes it, in blocks, on one line, and quoted', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(-1, 0, 1, 2), fc.boolean(), (given, flowLevel, forceQuotes) => {
        const text = dump({ a: given }, { flowLevel, forceQuotes });
        const { document, notes, format } = read(text);
        expect(document).toEqual({ a: given });
        expect([notes, format]).toEqual([[], 'yaml']);
      }),
      { numRuns: 300 },
    );
  });

  it('has its places where its names and items are', () => {
    fc.assert(
      fc.property(value, (given) => {
        const text = dump({ a: given });
        const lines = text.split('\n');
        const places = locate(read(text), pointersIn({ a: given }));
        for (const [pointer, { line, column }] of places) {
          const name = pointer
            .slice(pointer.lastIndexOf('/') + 1)
            .replaceAll('~1', '/')
            .replaceAll('~0', '~');
          const at = (lines[line - 1] ?? '').slice(column - 1);
          const isItem = /^\d+$/.test(name) && !/^['"]?\d/.test(at);
          if (pointer !== '' && !isItem && !/^\d+$/.test(name))
            expect(at.replace(/^['"]/, '')).toMatch(new RegExp(`^${escaped(name)}`));
        }
        expect(places.size).toBe(new Set(pointersIn({ a: given })).size);
      }),
      { numRuns: 200 },
    );
  });

  // YAML 1.2 section 1.3: JSON is YAML, so both readers must find the same.
  it('has the places of JSON where it is JSON', () => {
    fc.assert(
      fc.property(spacedJson, ({ value: given, text }) => {
        // What YAML takes otherwise: tabs at the start of a line, and characters it cannot hold.
        fc.pre(typeof given === 'object' && given !== null && !/\t|\\u0000|\\ud800|\u2028/.test(text));
        const json = parseDefinition(text);
        const pointers = pointersIn(given);
        expect([...locate(read(text), pointers)]).toEqual([...locate(json, pointers)]);
      }),
      { numRuns: 200 },
    );
  });
});

const escaped = (text: string) => text.replace(/[$.*+?()[\]{}|^\\/-]/g, '\\$&');

describe('YAML that others take', () => {
  it('is read where it is indented by tabs alone, as if by spaces', () => {
    fc.assert(
      fc.property(value, (given) => {
        const text = dump({ a: given }, { lineWidth: -1 });
        const tabbed = text.replace(/^ +/gm, (spaces) => '\t'.repeat(spaces.length));
        fc.pre(tabbed !== text && !text.includes('|') && !text.includes('>'));
        const parsed = read(tabbed);
        expect(parsed.document).toEqual({ a: given });
        expect(parsed.notes).toMatchObject([{ code: 'YAML_MENDED' }]);
        expect(locate(parsed, pointersIn({ a: given }))).toEqual(locate(read(text), pointersIn({ a: given })));
      }),
    );
  });

  it('is read where a bracket is closed at the column of its name or before', () => {
    const list = fc.array(fc.oneof(fc.integer(), word, fc.array(word)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(list, fc.nat({ max: 3 }), fc.constantFrom('', ' # why'), (given, column, comment) => {
        const flow = JSON.stringify(given, null, 6).replace(/\n *\]$/, `${comment}\n${' '.repeat(column)}]`);
        const text = `first: 1\na:\n   b: ${flow}\n   c: "]"\nlast: [2]\n`;
        const parsed = read(text);
        expect(parsed.document).toEqual({ first: 1, a: { b: given, c: ']' }, last: [2] });
        const lines = text.split('\n').length - 1;
        expect([...locate(parsed, ['/a/b', '/a/c', '/last/0'])]).toEqual([
          ['/a/b', { line: 3, column: 4 }],
          ['/a/c', { line: lines - 1, column: 4 }],
          ['/last/0', { line: lines, column: 8 }],
        ]);
      }),
    );
  });

  test.each([
    ['a bracket in a comment', 'a: [\n  1, # [ not {\n  2\n]\nb: 1\n', { a: [1, 2], b: 1 }],
    ['a bracket in quotes', 'a: [\n  "]",\n  \'[\'\n]\nb: 1\n', { a: [']', '['], b: 1 }],
    ['an apostrophe in a plain text', "a: [\n  it's,\n  1\n]\nb: 1\n", { a: ["it's", 1], b: 1 }],
    ['a brace in a bracket', 'a: [\n  {x: 1,\n  y: 2}\n]\n', { a: [{ x: 1, y: 2 }] }],
    ['a bracket in a block of text', 'a: |\n  [ {\nb: [\n  1\n]\n', { a: '[ {\n', b: [1] }],
    ['a bracket in a folded text of a list', 'a:\n- >\n  [ {\n- b: [\n  1\n  ]\n', { a: ['[ {\n', { b: [1] }] }],
    ['a bracket in a quoted value', 'a: "[ {"\nb: {\n  c: 1\n}\n', { a: '[ {', b: { c: 1 } }],
    ['a quoted text of two lines', 'a: "x\n  [ y"\nb: [\n  1\n]\n', { a: 'x [ y', b: [1] }],
    ['a name in quotes', '"a: [": [\n  1\n]\n', { 'a: [': [1] }],
    ['an anchor', 'a: &x [\n  1\n]\nb: *x\n', { a: [1], b: [1] }],
  ])('is read with %s', (_, text, document) => {
    expect(read(text).document).toEqual(document);
  });
});

// YAML 1.2.2 section 10.3.2: the core schema, and merge keys of 1.1.
test.each<[string, unknown]>([
  ['null', null],
  ['~', null],
  ['', null],
  ['Null', null],
  ['true', true],
  ['TRUE', true],
  ['yes', 'yes'],
  ['off', 'off'],
  ['y', 'y'],
  ['0o14', 12],
  ['0xC', 12],
  ['014', 14],
  ['1_000', '1_000'],
  ['12e03', 12_000],
  ['1:30', '1:30'],
  ['2024-01-31', '2024-01-31'],
  ['2024-01-31T12:00:00Z', '2024-01-31T12:00:00Z'],
  ['1.0', 1],
  ['.5', 0.5],
  ['"1"', '1'],
  ["'true'", 'true'],
  ['<<', '<<'],
])('the value %j is %j', (written, expected) => {
  expect(read(`a: ${written}\n`).document).toEqual({ a: expected });
});

test.each([
  ['a: @x\n', '“@” cannot begin a value; put the whole value in quotes'],
  ['a: b: c\n', '“:” stands inside a value; put the whole value in quotes'],
  ['a: "b" c\n', 'there is text after “"”; put the whole value in quotes'],
  ['a: [1] x\n', 'there is text after “]”; put the whole value in quotes'],
  ['a: *gone\n', '“*gone” refers to an anchor that is not there; put the whole value in quotes if it is text'],
  ['a: !odd x\n', '“!odd” is a tag that is not known; put the whole value in quotes if it is text'],
  ['a: [1, 2\n', 'a “[” or “{” is never closed'],
  ['a: "x', 'a quoted text is never closed'],
  ['a: "\\q"\n', 'the escape after “\\” is not one that YAML knows; single quotes take the text as it is'],
  ['a: "\\xZZ"\n', 'the escape needs hexadecimal digits'],
  ['a: | x\n  y\n', 'nothing else may stand on a line after “|” or “>”'],
  ['a: [1,, 2]\n', 'an entry is missing before the comma'],
  ['a: {b: 1 c: 2}\n', 'a comma is missing between two entries'],
  ['a: 1\n \tb: 2\n', undefined],
  ['a:\n  b: 1\n c: 2\n', 'the line is indented otherwise than the lines that it belongs to'],
  ['b: 1\na\n', 'the line has no “:” after its name'],
])('what is wrong with %j is said in words', (text, words) => {
  expect(() => read(text)).toThrow(
    words === undefined ? /^The YAML is broken at line \d+, column \d+: / : `: ${words}.`,
  );
});
