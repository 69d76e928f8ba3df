/** Finds patterns of four bytes and more in bytes. */
export interface PatternSearch {
  /** The leftmost match at or after `from`, the longest at one place. */
  next(data: Uint8Array, from: number): { at: number; length: number } | null;
  /** The patterns that begin with the same four bytes as the data here, the longest first. */
  startingLike(data: Uint8Array, at: number): readonly Uint8Array[];
}

/** More bytes than this are never passed over at once. */
const longestStep = 32;
const hashBits = 14;

/** The last three bytes of a window; windows whose end is in no pattern are most of a text. */
const hashOf = (data: Uint8Array, at: number): number =>
  (((data[at] ?? 0) << 9) ^ ((data[at + 1] ?? 0) << 4) ^ (data[at + 2] ?? 0)) & ((1 << hashBits) - 1);

/** After Wu and Manber, "A fast algorithm for multi-pattern searching" (1994): a table tells how far the next match is at least. */
export function patternSearch(patterns: readonly Uint8Array[]): PatternSearch {
  const sorted = patterns.toSorted((a, b) => b.length - a.length);
  const byStart = Map.groupBy(sorted, (pattern) => startOf(pattern, 0));
  const window = Math.min(longestStep, sorted.at(-1)?.length ?? longestStep);
  const steps = new Uint8Array(1 << hashBits).fill(window - 2);
  for (const pattern of sorted)
    for (let at = 0; at + 3 <= window; at += 1) {
      const hash = hashOf(pattern, at);
      steps[hash] = Math.min(steps[hash] ?? 0, window - 3 - at);
    }
  return {
    next: (data, from) => {
      const last = data.length - window;
      for (let at = from; at <= last; ) {
        const step = steps[hashOf(data, at + window - 3)] ?? 0;
        at += step;
        if (step > 0) continue;
        const found = byStart.get(startOf(data, at))?.find((pattern) => agrees(data, at, pattern, pattern.length));
        if (found !== undefined) return { at, length: found.length };
        at += 1;
      }
      return null;
    },
    startingLike: (data, at) => byStart.get(startOf(data, at)) ?? [],
  };
}

function startOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** Whether the first `length` bytes of a pattern stand here. */
export function agrees(bytes: Uint8Array, at: number, pattern: Uint8Array, length: number): boolean {
  if (at + length > bytes.length) return false;
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== pattern[index]) return false;
  return true;
}
