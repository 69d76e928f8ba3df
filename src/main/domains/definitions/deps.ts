import type { IntegrationId } from '#contract/common.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { UsableConnections } from '../integrations/index.ts';
import type { DefinitionWork } from './work.ts';

/** The connections that a new definition would touch. Connections are a higher tier, so the composition root hands this in. */
export type ConnectionsAffected = (
  actor: Actor,
  integrationId: IntegrationId,
  report: DefinitionReport,
) => { name: string; reason: string }[];

export interface DefinitionsDeps extends Pick<Kernel, 'store' | 'events' | 'now'> {
  readonly usableConnections: UsableConnections;
  readonly outbound: Pick<Outbound, 'send'>;
  /** Uploads and workers; opened once by the composition root and closed with it. */
  readonly work: DefinitionWork;
  readonly connectionsAffected?: ConnectionsAffected;
}
