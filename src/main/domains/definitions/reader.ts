import { and, asc, eq } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { DefinitionReport, OperationDetail, OperationSummary } from '#contract/openapi.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsDeps } from './deps.ts';
import { definitionOf } from './lookups.ts';
import { readDetail } from './readDetail.ts';
import { definitionOperations, handOperations } from './table.ts';

type Summary = Pick<OperationSummary, 'key' | 'method' | 'path' | 'security'>;

/** What higher tiers ask of definitions. */
export interface DefinitionReader {
  /** Null where the integration has no definition. */
  reportOf(r: Reader, actor: Actor, id: IntegrationId): { report: DefinitionReport; sourceUrl: string | null } | null;
  /** Operations in the order of the document, then those written by hand. Throws NOT_FOUND. */
  summariesOf(r: Reader, actor: Actor, id: IntegrationId): Summary[];
  /** Throws NOT_FOUND or DEFINITION_OPERATION_UNKNOWN. */
  describe(actor: Actor, input: { integrationId: IntegrationId; key: string }): Promise<OperationDetail>;
}

export function createDefinitionReader(deps: Pick<DefinitionsDeps, 'store' | 'work'>): DefinitionReader {
  return {
    reportOf: (r, actor, id) => definitionOf(r, actor.tenantId, id),
    summariesOf,
    describe: (actor, input) => readDetail(deps, actor, input),
  };
}

function summariesOf(r: Reader, { tenantId }: Actor, id: IntegrationId): Summary[] {
  const { definitionId } = readRecord(r, tenantId, id);
  const hand = r
    .select({ key: handOperations.key, method: handOperations.method, path: handOperations.path })
    .from(handOperations)
    .where(and(eq(handOperations.tenantId, tenantId), eq(handOperations.integrationId, id)))
    .orderBy(asc(handOperations.key))
    .all()
    .map((row) => ({ ...row, security: null }));
  if (definitionId === null) return hand;
  const { key, method, path, security, ordinal } = definitionOperations;
  const mine = and(eq(definitionOperations.tenantId, tenantId), eq(definitionOperations.definitionId, definitionId));
  const described = r
    .select({ key, method, path, security })
    .from(definitionOperations)
    .where(mine)
    .orderBy(asc(ordinal))
    .all();
  const written = new Set(hand.map((row) => row.key));
  return [...described.filter((row) => !written.has(row.key)), ...hand];
}
