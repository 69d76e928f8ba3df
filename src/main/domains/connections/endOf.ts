import type { ConnectionPart } from '#contract/connections.ts';
import { credentialKinds } from './credentials/kinds.ts';

/** The first end among the parts, as far as their settings tell; null where none does. */
export function endOf(parts: readonly Pick<ConnectionPart, 'kind' | 'config'>[]): number | null {
  const ends = parts.map(({ kind, config }) =>
    config === null ? null : (credentialKinds[kind].endOf?.(config) ?? null),
  );
  const known = ends.filter((end) => end !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
