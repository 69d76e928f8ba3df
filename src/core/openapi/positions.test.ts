import fc from 'fast-check';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { JsonScan } from '../json/scan.ts';
import { positionOf } from '../json/textPosition.ts';
import { below } from '../json/value.ts';
import { locate, parseDefinition } from './parse.ts';

describe('places of pointers', () => {
  const json = '{\n  "info": {"title": "x"},\n  "list": [\n    1,\n    {"a/b": {"c~d": 2}}\n  ]\n}';
  const yaml = 'info:\n  "title": x\nlist:\n  - 1\n  - a/b:\n      c~d: 2\n    ? k\n    : w\n    z: &z 1\n  - *z\n';

  it.each([
    ['', 1, 1],
    ['/info', 2, 3],
    ['/info/title', 2, 12],
    ['/list/0', 4, 5],
    ['/list/1/a~1b', 5, 6],
    ['/list/1/a~1b/c~0d', 5, 14],
  ])('finds %j in JSON', (pointer, line, column) => {
    expect(locate(parseDefinition(json), [pointer]).get(pointer)).toEqual({ line, column });
  });

  it.each([
    ['/info/title', 2, 3],
    ['/list/0', 4, 5],
    ['/list/1', 5, 5],
    ['/list/1/a~1b/c~0d', 6, 7],
    ['/list/1/z', 9, 5],
    ['/list/2', 10, 5],
  ])('finds %j in YAML', (pointer, line, column) => {
    expect(locate(parseDefinition(yaml), [pointer]).get(pointer)).toEqual({ line, column });
  });

  it('gives what is missing the place of its nearest parent', () => {
    const places = locate(parseDefinition(json), ['/info/version', '/paths']);
    expect(places.get('/info/version')).toEqual({ line: 2, column: 3 });
    expect(places.get('/paths')).toEqual({ line: 1, column: 1 });
  });
});

describe('the JSON scanner', () => {
  it('accepts what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        expect(new JsonScan(JSON.stringify(value, null, indent)).run()).toBeUndefined();
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '1', '\n', 'x'));
    fc.assert(
      fc.property(broken, ([text, at, insert]) => {
        const cut = at % (text.length + 1);
        const damaged = text.slice(0, cut) + insert + text.slice(cut + 1);
        expect(new JsonScan(damaged).run() === undefined).toBe(isJson(damaged));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds some of many places as another parser does, whatever stands between them', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom(0, 2),
        fc.infiniteStream(fc.boolean()),
        (value, indent, choose) => {
          const text = JSON.stringify({ value }, null, indent);
          const paths = pathsOf({ value }).filter(() => choose.next().value);
          const places = locate(
            parseDefinition(text),
            paths.map((path) => below('', ...path)),
          );
          const root = parseTree(text);
          for (const path of paths) {
            const node = root && findNodeAtLocation(root, path);
            const offset = node?.parent?.type === 'property' ? node.parent.offset : node?.offset;
            expect(places.get(below('', ...path))).toEqual(positionOf(text, offset ?? -1));
          }
        },
      ),
    );
  });

  it('counts columns as editors do, before and after large parts and characters of four bytes', () => {
    const long = Array.from({ length: 2_000 }, (_, index) => ({ name: `é ${index} 😀` }));
    const document = { '😀 a': 1, long, after: { '😀': [true, { wanted: '😀' }] }, more: long, end: 'x' };
    for (const indent of [0, 2]) {
      const text = JSON.stringify(document, null, indent);
      const root = parseTree(text);
      for (const input of [text, new TextEncoder().encode(text), new TextEncoder().encode(`\ufeff${text}`)]) {
        const paths = [['long', 1_999, 'name'], ['after', '😀', 1, 'wanted'], ['more', 3], ['end']];
        const places = locate(
          parseDefinition(input),
          paths.map((path) => below('', ...path)),
        );
        for (const path of paths) {
          const node = root && findNodeAtLocation(root, path);
          const offset = node?.parent?.type === 'property' ? node.parent.offset : node?.offset;
          expect(places.get(below('', ...path))).toEqual(positionOf(text, offset ?? -1));
        }
      }
    }
  });

  it('finds every key at its quote', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const parsed = parseDefinition(JSON.stringify({ object }));
        const [key] = Object.keys(object);
        if (key === undefined) return;
        const pointer = below('', 'object', key);
        const column = locate(parsed, [pointer]).get(pointer)?.column ?? 0;
        expect(parsed.text.slice(column - 1)).toMatch(/^"/);
        expect(parsed.text.slice(column - 1).startsWith(JSON.stringify(key))).toBe(true);
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function pathsOf(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[], ...inner.flatMap(([key, child]) => pathsOf(child).map((path) => [key, ...path]))];
}
