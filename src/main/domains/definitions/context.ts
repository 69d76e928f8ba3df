import type { IntegrationId } from '#contract/common.ts';
import type { Review } from '#contract/definitions.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { UsableConnections } from '../integrations/index.ts';
import type { Uploads } from './uploads.ts';
import type { DefinitionWorkers } from './workers.ts';

/** What definitions need of connections, which are a higher tier. */
export interface DefinitionsPorts {
  readonly usableConnections: UsableConnections;
  /** The connections that a new definition would touch, and how. */
  readonly connectionsAffected: (
    actor: Actor,
    integrationId: IntegrationId,
    report: DefinitionReport,
  ) => { name: string; reason: string }[];
  /** The saved requests and assistants that use an operation which goes or changes. */
  readonly usesAffected: (actor: Actor, integrationId: IntegrationId, changes: OperationChanges) => UsesAffected;
}

/** Keys of the operations that a new definition lacks, and of those that take or answer something else. */
export interface OperationChanges {
  readonly removed: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
}

export type UsesAffected = Pick<NonNullable<Review['comparison']>, 'savedRequestsAffected' | 'assistantsAffected'>;

/** What the functions of this domain work with. */
export interface DefinitionsContext
  extends Pick<Kernel, 'store' | 'facts' | 'jobs' | 'events' | 'now'>,
    DefinitionsPorts {
  readonly outbound: Pick<Outbound, 'send'>;
  readonly uploads: Uploads;
  readonly workers: DefinitionWorkers;
  /** Reviews that can be cancelled, by whose they are and the name that the person's screen gave them. */
  readonly reviews: Map<string, AbortController>;
}
