import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Fault } from '../fault.ts';
import {
  checkBytes,
  checkExpansion,
  checkGraph,
  checkTree,
  countValues,
  defaultLimits,
  mostCharacters,
  readingLimits,
} from './weight.ts';

const code = (check: () => unknown): string | undefined => {
  try {
    check();
    return undefined;
  } catch (cause) {
    if (cause instanceof Fault) return cause.code;
    throw cause;
  }
};

const value = fc.jsonValue({ maxDepth: 4 });
const limits = (words: Partial<typeof defaultLimits>) => ({ ...defaultLimits, ...words });

/** Values, names and levels of a value, counted in the plain way. */
function counted(given: unknown): { nodes: number; names: number; depth: number } {
  if (typeof given !== 'object' || given === null) return { nodes: 1, names: 0, depth: 0 };
  const inner = Object.values(given).map(counted);
  const sum = (pick: (each: ReturnType<typeof counted>) => number) =>
    inner.reduce((total, each) => total + pick(each), 0);
  return {
    nodes: 1 + sum(({ nodes }) => nodes),
    names: (Array.isArray(given) ? 0 : inner.length) + sum(({ names }) => names),
    depth: 1 + inner.reduce((most, { depth }) => Math.max(most, depth), 0),
  };
}

describe('a tree', () => {
  it('is measured as it is: its names, its values and its levels', () => {
    fc.assert(
      fc.property(value, (given) => {
        const { nodes, names, depth } = counted(given);
        expect(checkTree(given, limits({ nodes, depth }))).toBe(names);
        if (nodes > 1) expect(code(() => checkTree(given, limits({ nodes: nodes - 1 })))).toBe('DEFINITION_TOO_LARGE');
        if (depth > 0) expect(code(() => checkTree(given, limits({ depth: depth - 1 })))).toBe('DEFINITION_TOO_LARGE');
      }),
      { numRuns: 60 },
    );
  });

  it('is measured in the same way where parts of it may be shared', () => {
    fc.assert(
      fc.property(value, (given) => {
        const { nodes, depth } = counted(given);
        expect(code(() => checkGraph(given, limits({ nodes, depth })))).toBeUndefined();
        if (nodes > 1) expect(code(() => checkGraph(given, limits({ nodes: nodes - 1 })))).toBe('DEFINITION_TOO_LARGE');
        if (depth > 0) expect(code(() => checkGraph(given, limits({ depth: depth - 1 })))).toBe('DEFINITION_TOO_LARGE');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a graph', () => {
  it('counts a shared part as often as it is there', () => {
    const shared = { a: 1, b: [2] };
    const graph = { x: shared, y: [shared, shared] };
    const { nodes } = counted(graph);
    expect(nodes).toBe(14);
    expect(code(() => checkGraph(graph, limits({ nodes })))).toBeUndefined();
    expect(code(() => checkGraph(graph, limits({ nodes: nodes - 1 })))).toBe('DEFINITION_TOO_LARGE');
  });

  it('counts the levels below a shared part at its deepest place', () => {
    const shared = { a: { b: {} } };
    for (const graph of [
      { x: shared, y: { z: shared } },
      { y: { z: shared }, x: shared },
    ]) {
      expect(code(() => checkGraph(graph, limits({ depth: 5 })))).toBeUndefined();
      expect(code(() => checkGraph(graph, limits({ depth: 4 })))).toBe('DEFINITION_TOO_LARGE');
    }
  });

  it('that holds itself is told, and not taken for one that is large', () => {
    const loop: Record<string, unknown> = { a: [1] };
    loop.b = [{ c: loop }];
    expect(code(() => checkGraph(loop, defaultLimits))).toBe('DEFINITION_UNUSABLE');
  });

  it('is measured in time for its parts, not for what it stands for', () => {
    let graph: unknown = 'x';
    for (let level = 0; level < 100; level += 1) graph = [graph, graph];
    expect(code(() => checkGraph(graph, limits({ nodes: Number.MAX_VALUE })))).toBeUndefined();
    expect(code(() => checkGraph(graph, defaultLimits))).toBe('DEFINITION_TOO_LARGE');
    expect(code(() => checkExpansion(graph, 1_000))).toBe('DEFINITION_TOO_LARGE');
  });
});

describe('what a value stands for', () => {
  it('may be as long as 64 MB and eight times the text, written out', () => {
    const length = 100;
    const room = mostCharacters(length);
    expect(room).toBe(8 * length + 64 * 1024 * 1024);
    const part = 'x'.repeat(1_000_000);
    const shared = Array.from({ length: 67 }, () => part);
    expect(code(() => checkExpansion(shared, length))).toBeUndefined();
    expect(code(() => checkExpansion([...shared, part], length))).toBe('DEFINITION_TOO_LARGE');
    expect(code(() => checkExpansion([...shared, part], 1_000_000))).toBeUndefined();
  });

  it('counts names as well as values', () => {
    const name = 'n'.repeat(1_000_000);
    const shared = { [name]: 1 };
    expect(code(() => checkExpansion(Array(67).fill(shared), 0))).toBeUndefined();
    expect(code(() => checkExpansion(Array(68).fill(shared), 0))).toBe('DEFINITION_TOO_LARGE');
  });
});

// An upper bound, which must never be below what a parser makes.
describe('the values of a text', () => {
  it('are no fewer than JSON has', () => {
    fc.assert(
      fc.property(value, (given) => {
        // A value that is neither object nor list is not a document.
        const text = JSON.stringify([given]);
        expect(countValues(Buffer.from(text))).toBeGreaterThanOrEqual(counted([given]).nodes - countOnly([given]));
      }),
    );
  });

  test.each([
    ['{}', 2],
    ['\ufeff [1,2,{}]', 5],
    ['a: 1\nb: 2\n', 3],
    ['a: [1, 2]\n', 4],
    ['- - a\n  - b\n', 6],
    ['? a\n: b\n', 4],
    ['- a-b\n', 3],
  ])('of %j are %i at most', (text, count) => {
    expect(countValues(Buffer.from(text))).toBe(count);
  });
});

/** The first item or member of each holder begins at its bracket. */
function countOnly(given: unknown): number {
  if (typeof given !== 'object' || given === null) return 0;
  const inner = Object.values(given);
  return (inner.length > 0 ? 1 : 0) + inner.reduce<number>((sum, each) => sum + countOnly(each), 0);
}

test('a text may have as many bytes as the limit says', () => {
  expect(code(() => checkBytes(10, limits({ bytes: 10 })))).toBeUndefined();
  expect(() => checkBytes(3_000_001, limits({ bytes: 2_500_000 }))).toThrow(
    'The document has 4 MB; at most 2 MB can be read.',
  );
});

test('reading may take ten seconds of the processor up to 5 MB, and more in proportion', () => {
  expect(readingLimits(0)).toEqual({ timeoutMs: 120_000, cpuMs: 10_000 });
  expect(readingLimits(5_000_000).cpuMs).toBe(10_000);
  expect(readingLimits(10_000_000).cpuMs).toBe(20_000);
});
