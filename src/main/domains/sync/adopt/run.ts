import type { AdoptionInput, AdoptionItem, AdoptionOutcome } from '#contract/adoption.ts';
import type { IntegrationId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { ConnectionsApi } from '#main/domains/connections/index.ts';
import type { DefinitionsApi } from '#main/domains/definitions/index.ts';
import type { IntegrationsApi } from '#main/domains/integrations/index.ts';
import type { OAuthApi } from '#main/domains/oauth/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Writer } from '#main/store/index.ts';
import type { FernetKey } from './fernet.ts';

/** What adopting needs: the store to keep its marks in, and the domains that make everything else. */
export interface AdoptionPorts extends Pick<Kernel, 'store' | 'now' | 'facts'> {
  readonly integrations: Pick<IntegrationsApi, 'find' | 'create'>;
  readonly definitions: Pick<DefinitionsApi, 'knownOperations' | 'addOperation'>;
  readonly connections: Pick<ConnectionsApi, 'ofIntegration' | 'create'>;
  readonly oauth: Pick<OAuthApi, 'takeOverTokens'>;
}

export interface AdoptionOptions extends Pick<AdoptionInput, 'visibility'> {
  readonly keys: readonly FernetKey[];
  /** Says what would happen, and changes nothing. */
  readonly dryRun: boolean;
}

/** What all steps of one adoption know. */
export interface AdoptionRun extends AdoptionPorts, AdoptionOptions {
  readonly actor: Actor;
  /** The name under which marks of this source are kept. */
  readonly source: string;
}

/** An integration to put things into. */
export interface Target {
  /** Null where it would be made and nothing is written. */
  readonly id: IntegrationId | null;
  readonly name: string;
  /** Null in a dry run. */
  readonly w: Writer | null;
}

/** What came of making a thing: the thing, nothing in a dry run, or the reason why it was refused. */
type Attempt<T> =
  | { readonly made: T | null; readonly refused: null }
  | { readonly made: null; readonly refused: string };

/**
 * Makes a thing in a transaction of its own within the one under way: what refuses it takes back this alone. A locked vault or a role
 * that is too low ends everything.
 */
export function attempt<T>(
  { store }: Pick<AdoptionRun, 'store'>,
  w: Writer | null,
  make: (w: Writer) => T,
): Attempt<T> {
  if (w === null) return { made: null, refused: null };
  try {
    return { made: store.write(make), refused: null };
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'VAULT_LOCKED' || error.code === 'FORBIDDEN') throw error;
    return { made: null, refused: error.message };
  }
}

/** A line of the report. */
export function said(
  kind: AdoptionItem['kind'],
  { name: integration }: Pick<Target, 'name'>,
  name: string,
  outcome: AdoptionOutcome,
  notes: readonly string[] = [],
): AdoptionItem {
  return { kind, integration, name, outcome, notes: [...notes] };
}

/** How something was taken over, by what is said of it. */
export const outcomeOf = (notes: readonly string[]): AdoptionOutcome => (notes.length > 0 ? 'changed' : 'takenOver');

const longestName = 120;

/** The wanted name with a number behind it, where it is not the first that has it. */
export function numbered(wanted: string, count: number): string {
  const suffix = count === 1 ? '' : ` ${count}`;
  return `${wanted.slice(0, longestName - suffix.length)}${suffix}`;
}
