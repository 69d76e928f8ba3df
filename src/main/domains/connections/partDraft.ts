import type { ConnectionInput, PartInput, Placement } from '#contract/connections.ts';
import type { Entry } from './credentials/credentialKind.ts';
import { credentialKinds, serves } from './credentials/kinds.ts';
import { schemeUnknown, schemeUnsupported } from './faults.ts';
import { readEntry, readForm } from './readEntry.ts';
import { findScheme, type Requirements } from './requirements.ts';
import type { SecretInput } from './secrets.ts';

type Input = Pick<PartInput, 'schemeKey' | 'kind' | 'placement' | 'config'> & SecretInput;

/** A part as it will be stored, with its secret still open. */
export interface PartDraft {
  readonly schemeKey: string | null;
  readonly kind: PartInput['kind'];
  readonly placement: Placement;
  readonly entry: Entry;
}

/** The parts that a person entered, judged against what the integration asks for. Throws INVALID, SCHEME_UNKNOWN or SCHEME_UNSUPPORTED. */
export function draftParts(ask: Requirements, input: Pick<ConnectionInput, 'more'> & Input): PartDraft[] {
  return [input, ...(input.more ?? [])].map((part) => draftPart(ask, part));
}

export function draftPart(ask: Requirements, input: Input): PartDraft {
  const { schemeKey, kind, values } = input;
  const entered = values === undefined ? input : { schemeKey, kind, ...readForm(kind, values, null) };
  return {
    schemeKey,
    kind,
    placement: placementFor(ask, entered),
    entry: readEntry(kind, entered.config ?? null, entered),
  };
}

function placementFor(ask: Requirements, { kind, schemeKey, placement }: Input): Placement {
  const module = credentialKinds[kind];
  const scheme = findScheme(ask, schemeKey);
  if (scheme === undefined && schemeKey !== null) throw schemeUnknown(schemeKey);
  const usual = scheme === undefined || scheme.kind === kind;
  const served = usual || (scheme.scheme !== null && serves(kind, scheme.scheme));
  if (!served)
    throw schemeUnsupported(
      scheme.unsupported ?? `${scheme.title} is asked for; ${module.title.toLowerCase()} does not satisfy it.`,
    );
  const own = module.placed ? placement : undefined;
  return own ?? (scheme?.kind === kind ? scheme.placement : null) ?? module.defaultPlacement;
}
