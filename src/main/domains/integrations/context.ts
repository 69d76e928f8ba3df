import type { SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { credentials, Integration } from '#contract/integrations.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader, Writer } from '#main/store/index.ts';

export type Credentials = z.infer<typeof credentials>;

/**
 * A scalar subquery that counts the connections which the actor may use for the integration whose columns are given.
 * Connections are a higher tier, so the composition root hands this in.
 */
export type UsableConnections = (actor: Actor, integration: { tenantId: SQL; id: SQL }) => SQL<number>;

/** Stores the credentials that came with a new integration as its default connection, in the same transaction. */
export type CreateDefaultConnection = (
  w: Writer,
  actor: Actor,
  integration: Integration,
  credentials: Credentials,
) => void;

/** What integrations need of connections, which are a higher tier. */
export interface IntegrationsPorts {
  readonly usableConnections: UsableConnections;
  readonly createDefaultConnection: CreateDefaultConnection;
  /** Counts what the list of operations shows, and keeps it with the integration. */
  readonly countOperations: (w: Writer, tenantId: TenantId, id: IntegrationId) => void;
  /** What of other domains goes, or is lost, with these integrations of the actor's tenant. */
  readonly lostWith: (r: Reader, actor: Actor, ids: readonly IntegrationId[]) => Lost;
}

export interface Lost {
  readonly connections: number;
  readonly assistants: number;
  /** The first of those that the actor sees. */
  readonly assistantNames: string[];
  readonly savedRequests: number;
}

/** What the functions of this domain work with. */
export interface IntegrationsContext
  extends Pick<Kernel, 'store' | 'facts' | 'now'>,
    Omit<IntegrationsPorts, 'lostWith' | 'countOperations'> {
  /** Folder of the uploaded logos, one folder a tenant below it. */
  readonly logosDir: string;
  /** Whether a backup's rows name a logo, so that a restore would need its file. */
  readonly isInBackup: (tenantId: TenantId, file: string) => boolean;
}
