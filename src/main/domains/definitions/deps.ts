import type { IntegrationId } from '#contract/common.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { IntegrationsDeps } from '../integrations/index.ts';
import type { DefinitionWork } from './work.ts';

/** The connections that a new definition would touch. Connections are a higher tier, so the composition root hands this in. */
export type ConnectionsAffected = (
  actor: Actor,
  integrationId: IntegrationId,
  report: DefinitionReport,
) => { name: string; reason: string }[];

export interface DefinitionsDeps extends Pick<IntegrationsDeps, 'store' | 'events' | 'now' | 'usableConnections'> {
  readonly outbound: Pick<Outbound, 'send'>;
  /** Uploads and workers; opened once by the composition root and closed with it. */
  readonly work: DefinitionWork;
  readonly connectionsAffected?: ConnectionsAffected;
}
