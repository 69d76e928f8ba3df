import { type SQL, sql } from 'drizzle-orm';
import type { Actor } from '#main/kernel/actor.ts';
import { connections } from './table.ts';

/**
 * A scalar subquery: how many connections the actor may use for the integration whose columns are given. Viewers use none.
 * Served by the unique index on (tenant_id, integration_id, name).
 */
export function usableConnections(actor: Actor, integration: { tenantId: SQL; id: SQL }): SQL<number> {
  if (actor.role === 'viewer') return sql<number>`0`;
  const { tenantId, integrationId, visibility, ownerId } = connections;
  return sql<number>`(SELECT count(*) FROM ${connections}
    WHERE ${tenantId} = ${integration.tenantId} AND ${integrationId} = ${integration.id}
      AND (${visibility} = 'team' OR ${ownerId} = ${actor.userId}))`;
}
