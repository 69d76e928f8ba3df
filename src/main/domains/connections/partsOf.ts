import type { ConnectionPart, Placement } from '#contract/connections.ts';
import { credentialKinds } from './credentials/kinds.ts';
import type { ConnectionRow } from './table.ts';

/** One scheme of a connection, as it is stored. `index` counts from 0 and names the fields of its secret. */
export interface Part extends Omit<ConnectionPart, 'placement'> {
  readonly index: number;
  readonly placement: Placement;
}

type Parted = Pick<
  ConnectionRow,
  'schemeKey' | 'kind' | 'placement' | 'config' | 'secretHint' | 'usernameHint' | 'more'
>;

/** The parts of a connection: the first stands in the row's own columns. */
export function partsOf({ more, schemeKey, kind, placement, config, secretHint, usernameHint }: Parted): Part[] {
  const first = { schemeKey, kind, placement, config, secretHint, usernameHint };
  return [first, ...more].map((part, index) => ({ ...part, index }));
}

/** A part as the contract shows it: no placement where the kind has a place of its own. */
export function shownPart({ index: _index, ...part }: Part): ConnectionPart {
  return { ...part, placement: credentialKinds[part.kind].placed ? part.placement : null };
}

/** The first OAuth2 part; undefined where the connection has none. */
export function oauthPart(row: Parted): Part | undefined {
  return partsOf(row).find(({ kind }) => kind === 'oauth2');
}
