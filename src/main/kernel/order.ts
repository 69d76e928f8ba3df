import { generateKeyBetween } from 'fractional-indexing';

/** A thing among its siblings. */
export interface Placed {
  readonly id: string;
  readonly position: string;
}

/**
 * Where something goes among its siblings, in their order: before one of them, or last. Keys leave room between any two, so that nothing
 * else moves, on this computer or on another.
 */
export function positionBefore(siblings: readonly Placed[], before: string | null): string {
  const at = before === null ? -1 : siblings.findIndex(({ id }) => id === before);
  if (at < 0) return generateKeyBetween(siblings.at(-1)?.position ?? null, null);
  const [above, below] = [siblings[at - 1]?.position ?? null, siblings[at]?.position ?? null];
  // Two computers may have made the same key; then what is moved goes before both.
  return above !== null && above === below
    ? positionBefore(siblings, siblings[at - 1]?.id ?? null)
    : generateKeyBetween(above, below);
}
