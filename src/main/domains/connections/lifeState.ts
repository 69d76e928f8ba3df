import type { ConnectionState } from '#contract/connections.ts';
import { currentState, type StateFacts, stateReason } from '#core/connections/state.ts';
import type { ConnectionRow } from './table.ts';

export { nearMs, statesForPerson as needsPerson } from '#core/connections/state.ts';

/** The columns of a connection that its state follows from, with how the vault stands. */
export type LifeFacts = Omit<StateFacts, 'suspension'> & Pick<ConnectionRow, 'halt'>;

export function lifeState(facts: LifeFacts): ConnectionState {
  return currentState({ ...facts, suspension: facts.halt });
}

export function reasonOf(
  state: ConnectionState,
  about: Pick<ConnectionRow, 'haltReason' | 'stateReason' | 'expiresAt'>,
  now: number,
): string | null {
  return stateReason(state, { ...about, suspensionReason: about.haltReason }, now);
}
