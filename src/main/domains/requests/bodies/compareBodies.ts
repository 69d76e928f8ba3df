import type { ComparedBodies } from '#contract/bodies.ts';
import { compareLines } from '#core/compareLines.ts';
import { compareJson } from '#core/json/compareJson.ts';
import { BodyBytes, type BodySource } from './bodyBytes.ts';

export interface ComparedSource {
  readonly source: BodySource;
  readonly charset: string;
  readonly textual: boolean;
}

/** Longest bodies of which more is said than where they begin to differ; bytes. */
const longestJson = 20_000_000;
const longestText = 10_000_000;

/** How two kept bodies differ: by paths where both are JSON, by lines where both are text, else by their first byte. */
export function compareBodies(left: ComparedSource, right: ComparedSource): ComparedBodies {
  const [one, other] = [new BodyBytes(left.source), new BodyBytes(right.source)];
  try {
    const from = firstDifference(one, other);
    if (from === null) return { kind: 'same', exactly: true };
    const length = Math.max(one.size, other.size);
    if (!left.textual || !right.textual || length > longestJson) return { kind: 'bytes', from };
    const texts = [textOf(one, left.charset), textOf(other, right.charset)] as const;
    return (
      asJson(...texts) ?? (length > longestText ? { kind: 'bytes', from } : { kind: 'text', ...compareLines(...texts) })
    );
  } finally {
    one.close();
    other.close();
  }
}

const pieceBytes = 1024 * 1024;

function firstDifference(left: BodyBytes, right: BodyBytes): number | null {
  for (let at = 0; at < Math.max(left.size, right.size); at += pieceBytes) {
    const [one, other] = [left.read(at, pieceBytes), right.read(at, pieceBytes)];
    if (Buffer.compare(one, other) === 0) continue;
    const inside = one.findIndex((byte, index) => byte !== other[index]);
    return at + (inside < 0 ? one.length : inside);
  }
  return null;
}

const textOf = (bytes: BodyBytes, charset: string) => new TextDecoder(charset).decode(bytes.read(0, bytes.size));

/** Null where one of them is no JSON. */
function asJson(left: string, right: string): ComparedBodies | null {
  if (![left, right].every((text) => /^\s*[[{]/.test(text))) return null;
  try {
    const { changes, more } = compareJson(left, right);
    return changes.length === 0 ? { kind: 'same', exactly: false } : { kind: 'json', changes, more };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
