import type { RequirementChoice } from '#contract/connections.ts';
import { readRequirements } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { ReadDeps } from './deps.ts';
import type { ShownRow } from './shownRow.ts';

type Choices = readonly RequirementChoice[];

/** A definition in use never changes, so what it asks for holds for as long as the store is open. */
const known = new WeakMap<Reader, Map<string, Choices>>();
const mostKnown = 1_000;

/** What integrations of one window ask for; asked once for each definition, and once for each kind of authentication by hand. */
export function choicesReader(
  deps: Pick<ReadDeps, 'definitions'>,
  r: Reader,
  actor: Actor,
): (row: Pick<ShownRow, 'id' | 'definitionId' | 'manualAuth'>) => Choices {
  const byHand = new Map<string, Choices>();
  const defined = known.get(r) ?? new Map<string, Choices>();
  known.set(r, defined);
  if (defined.size > mostKnown) defined.clear();
  return ({ id, definitionId, manualAuth }) => {
    const [cache, key] = definitionId === null ? [byHand, manualAuth] : [defined, definitionId];
    const choices = cache.get(key) ?? readRequirements(deps, r, actor, id).choices;
    cache.set(key, choices);
    return choices;
  };
}
