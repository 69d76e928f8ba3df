import { type Part, partsOf } from './partsOf.ts';
import type { Requirements } from './requirements.ts';
import { serves } from './schemes/index.ts';
import type { ConnectionRow } from './table.ts';

type Wanted = Requirements['choices'][number]['schemes'][number];
type Parted = Parameters<typeof partsOf>[0];

/**
 * Whether a connection satisfies what an integration asks for: every scheme of one of its choices has a part that serves it. Where
 * nothing is asked for, every connection will do.
 */
export function satisfies(
  connection: Parted & Pick<ConnectionRow, 'kind'>,
  { choices }: Pick<Requirements, 'choices'>,
): boolean {
  if (choices.length === 0) return true;
  const parts = partsOf(connection);
  return choices.some(({ schemes }) => schemes.every((wanted) => parts.some((part) => fits(part, wanted))));
}

function fits({ schemeKey, kind }: Part, { key, kind: usual, scheme }: Wanted): boolean {
  if (schemeKey !== key) return false;
  return kind === usual || (scheme !== null && serves(kind, scheme));
}
