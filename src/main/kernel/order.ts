import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/** A thing among its siblings. */
export interface Placed {
  readonly id: string;
  readonly position: string;
}

/** Where something goes among its siblings, in their order: before one of them, or last. */
export function positionBefore(siblings: readonly Placed[], before: string | null): string {
  return positionsBefore(siblings, before, 1)[0] ?? '';
}

/**
 * The same for several that stay beside each other. Keys leave room between any two, so that nothing else moves, on this computer or on
 * another. Where two computers made the same key, what is placed before one of them goes before both; a position that is none is passed over.
 */
export function positionsBefore(siblings: readonly Placed[], before: string | null, count: number): string[] {
  const at = before === null ? -1 : siblings.findIndex(({ id }) => id === before);
  const end = at < 0 ? siblings.length : at;
  const below = siblings.slice(end).find(isKey)?.position ?? null;
  const isAbove = (each: Placed) => isKey(each) && (below === null || each.position < below);
  const above = siblings.slice(0, end).findLast(isAbove)?.position ?? null;
  return generateNKeysBetween(above, below, count);
}

/**
 * The same for things that are among the siblings already. Before one of themselves is where they stand, not the end: they go before the
 * next one that stays.
 */
export function positionsOfMoved(
  siblings: readonly Placed[],
  moved: readonly string[],
  before: string | null,
): string[] {
  const stays = ({ id }: Placed) => !moved.includes(id);
  const from = siblings.findIndex(({ id }) => id === before);
  const next = from < 0 ? null : (siblings.slice(from).find(stays)?.id ?? null);
  return positionsBefore(siblings.filter(stays), next, moved.length);
}

function isKey({ position }: Placed): boolean {
  try {
    generateKeyBetween(position, null);
    return true;
  } catch {
    return false;
  }
}
