import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { jsonpath } from 'json-p3';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { BodyBytes, type BodySource } from './bodyBytes.ts';
import { filterJson } from './jsonFilter.ts';
import { JsonIndex } from './jsonIndex.ts';

function indexOf(source: BodySource): JsonIndex {
  const index = new JsonIndex(source);
  onTestFinished(() => index.close());
  return index;
}

const indexOfText = (text: string) => indexOf({ data: Buffer.from(text) });

/** The value below a place, read by nothing but rows. */
function rebuilt(index: JsonIndex, at = index.root): unknown {
  const row = index.row(at, null);
  if (row.kind === 'text' || row.kind === 'scalar') return JSON.parse(row.text);
  const rows = index.members(at, 0, Number.POSITIVE_INFINITY);
  expect(rows).toHaveLength(row.size);
  if (row.kind === 'list') return rows.map((each) => rebuilt(index, each.at));
  return Object.fromEntries(rows.map((each) => [each.name, rebuilt(index, each.at)]));
}

describe('a body as a tree', () => {
  it('holds, row by row, what JSON.parse reads, whatever its spaces', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const index = indexOfText(` ${text}\r\n`);
        expect(index.fault).toBeNull();
        expect(rebuilt(index)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes for JSON what JSON.parse takes, and nothing else', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '1e5',
      '01',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '"\\u00e9"',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const text = parts.join('');
        // A string with a wrong escape is shown, since its end is clear.
        fc.pre(!/\\/.test(text.replaceAll('"\\u00e9"', '')));
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(indexOfText(text).fault === null).toBe(isJson);
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps numbers, names that come twice, and their order as they were sent', () => {
    const index = indexOfText('{"b":1.10,"a":12345678901234567890,"b":-0,"":1e400}');
    expect(index.members(index.root, 0, 10).map(({ name, text }) => [name, text])).toEqual([
      ['b', '1.10'],
      ['a', '12345678901234567890'],
      ['b', '-0'],
      ['', '1e400'],
    ]);
  });

  it('reads any window of a long list, and jumps over long containers within', () => {
    const items = Array.from({ length: 3_000 }, (_, at) => ({ at, tags: [at, `item ${at}`], text: 'x'.repeat(100) }));
    const folder = process.env.TMPDIR ?? '/tmp';
    const path = `${folder}/patchbay-index-${process.pid}.json`;
    writeFileSync(path, JSON.stringify({ first: items, second: items, last: 'end' }));
    const index = indexOf({ path });
    const [first, second, last] = index.members(index.root, 0, 5);
    expect([first?.size, second?.size, last?.text]).toEqual([3_000, 3_000, '"end"']);
    for (const from of [0, 1, 127, 128, 129, 1_500, 2_995]) {
      const rows = index.members(second?.at ?? -1, from, 10);
      expect(rows.map(({ name }) => name)).toEqual(
        Array.from({ length: Math.min(10, 3_000 - from) }, (_, at) => from + at),
      );
      const [row] = rows;
      expect(row && JSON.parse(index.bytes.text(row.at, row.at + row.bytes))).toEqual(items[from]);
    }
  });

  it.each([
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['["a', 3],
    ['[1]]', 3],
    ['', 0],
  ])('says where %j is no JSON', (text, offset) => {
    expect(indexOfText(text).fault?.offset).toBe(offset);
  });

  it('refuses what is deeper than anybody looks, quickly', () => {
    expect(indexOfText('['.repeat(5_000_000)).fault?.message).toMatch(/deeper/);
  });

  it('skips a byte order mark, and cuts a long text between characters', () => {
    const index = indexOfText(`\ufeff["${'ž'.repeat(5_000)}"]`);
    const [row] = index.members(index.root, 0, 1);
    expect(row?.isCut).toBe(true);
    expect(row?.text).toMatch(/^"ž+$/);
  });
});

describe('a filter by JSONPath', () => {
  const run = (path: string, text: string) => {
    const index = indexOfText(text);
    return filterJson(path, JSON.parse(text), index);
  };

  // The example document of RFC 9535 section 1.5.
  const store = JSON.stringify({
    store: {
      book: [
        { category: 'reference', author: 'Nigel Rees', title: 'Sayings of the Century', price: 8.95 },
        { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword of Honour', price: 12.99 },
        { category: 'fiction', author: 'Herman Melville', title: 'Moby Dick', isbn: '0-553-21311-3', price: 8.99 },
        {
          category: 'fiction',
          author: 'J. R. R. Tolkien',
          title: 'The Lord of the Rings',
          isbn: '0-395-19395-8',
          price: 22.99,
        },
      ],
      bicycle: { color: 'red', price: 399 },
    },
  });

  it.each([
    ['$.store.book[*].author', ['"Nigel Rees"', '"Evelyn Waugh"', '"Herman Melville"', '"J. R. R. Tolkien"']],
    ['$..price', ['8.95', '12.99', '8.99', '22.99', '399']],
    ['$..book[?@.isbn].title', ['"Moby Dick"', '"The Lord of the Rings"']],
    ['$..book[?@.price<10].title', ['"Sayings of the Century"', '"Moby Dick"']],
    ['$..book[-1].title', ['"The Lord of the Rings"']],
    ['$.none', []],
  ])('finds by %s what RFC 9535 says', (path, texts) => {
    const { matches, count, problem } = run(path, store);
    expect([matches.map(({ text }) => text).sort(), count, problem]).toEqual([[...texts].sort(), texts.length, null]);
  });

  it('gives what it finds as it was sent, with its path and place', () => {
    const text = '{"id": 12345678901234567890, "list": [1.10, {"x": -0}], "id2": 1e400}';
    const { matches } = run('$..*', text);
    const sent = Object.fromEntries(matches.map(({ path, text: own }) => [path, own]));
    expect(sent).toMatchObject({
      "$['id']": '12345678901234567890',
      "$['list'][0]": '1.10',
      "$['list'][1]": '{"x": -0}',
      "$['list'][1]['x']": '-0',
      "$['id2']": '1e400',
    });
    for (const { at, bytes, text: own } of matches) expect(text.slice(at, at + bytes)).toBe(own);
  });

  it('takes the last of a name that comes twice', () => {
    expect(run('$.a.b', '{"a":{"b":1},"a":{"b":2.0}}').matches.map(({ text }) => text)).toEqual(['2.0']);
  });

  it.each([
    ['', null],
    ['$.', 2],
    ['$[?@.a==]', 8],
    ['$.a[', 4],
    ['store', 0],
  ])('says of %j where it is wrong', (path, at) => {
    const { problem, count } = run(path, '{}');
    expect(problem?.message).toMatch(/./);
    expect(count).toBe(0);
    if (at !== null) expect(Math.abs((problem?.at ?? at) - at)).toBeLessThanOrEqual(2);
  });

  it('counts all, and gives the first five hundred', () => {
    const { matches, count, more } = run('$[*]', JSON.stringify(Array.from({ length: 5_000 }, (_, at) => at)));
    expect([matches.length, count, more]).toEqual([500, 5_000, false]);
    expect(matches.at(-1)?.text).toBe('499');
  });

  test('finds the same values in any document as another reading of it', () => {
    const path = fc.constantFrom('$..*', '$[*]', '$..[0]', '$[?@]', '$..[?@ > 1]', '$[1:4]');
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), path, (value, query) => {
        const text = JSON.stringify(value);
        const expected = jsonpath.query(query, JSON.parse(text)).nodes.map((node) => [node.path, node.value]);
        const { matches } = run(query, text);
        expect(matches.map((match) => [match.path, JSON.parse(match.isCut ? 'null' : match.text)])).toEqual(
          expected.slice(0, 500),
        );
      }),
    );
  });
});

test('bytes of a file are read at any place, and none past its end', () => {
  const path = `${process.env.TMPDIR ?? '/tmp'}/patchbay-bytes-${process.pid}`;
  writeFileSync(path, Buffer.from([1, 2, 3]));
  const bytes = new BodyBytes({ path });
  onTestFinished(() => bytes.close());
  expect([bytes.at(2), bytes.at(0), bytes.at(3), bytes.at(99)]).toEqual([3, 1, -1, -1]);
  expect([...bytes.read(1, 10)]).toEqual([2, 3]);
});
