import { and, eq } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { DefinitionReport, OperationDetail } from '#contract/openapi.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { operationUnknown } from './faults.ts';
import { findHand, handDetail } from './handOperations.ts';
import { type OperationKey, summariesOf } from './operations.ts';
import { definitionOf } from './storedDefinition.ts';
import { operationEdits } from './table.ts';

/** What higher tiers ask of definitions. */
export interface DefinitionReader {
  /** Null where the integration has no definition. */
  reportOf(r: Reader, actor: Actor, id: IntegrationId): { report: DefinitionReport; sourceUrl: string | null } | null;
  /** Operations in the order of the document, then those written by hand. Throws NOT_FOUND. */
  summariesOf(r: Reader, actor: Actor, id: IntegrationId): OperationKey[];
  /** Throws NOT_FOUND or DEFINITION_OPERATION_UNKNOWN. */
  describe(actor: Actor, input: { integrationId: IntegrationId; key: string }): Promise<OperationDetail>;
}

export function createDefinitionReader(context: Pick<DefinitionsContext, 'store' | 'workers'>): DefinitionReader {
  return {
    reportOf: (r, actor, id) => definitionOf(r, actor.tenantId, id),
    summariesOf,
    describe: (actor, input) => readDetail(context, actor, input),
  };
}

const timeLimitMs = 60_000;

/**
 * One operation in full, with a person's edits over it. The definition's are read on a worker, where documents
 * stay parsed for a while. Throws NOT_FOUND, DEFINITION_OPERATION_UNKNOWN.
 */
export async function readDetail(
  { store, workers }: Pick<DefinitionsContext, 'store' | 'workers'>,
  actor: Actor,
  { integrationId, key }: { integrationId: IntegrationId; key: string },
): Promise<OperationDetail> {
  const { tenantId } = actor;
  const { definitionId } = readRecord(store.read, tenantId, integrationId);
  const hand = findHand(store.read, tenantId, integrationId, key);
  if (hand) return handDetail(hand);
  if (definitionId === null) throw operationUnknown(key);
  const job = { tenantId, id: definitionId, key };
  const detail = await workers.reads.run('describe', job, { timeoutMs: timeLimitMs });
  return { ...detail, ...editOf(store.read, actor, integrationId, key) };
}

function editOf(
  r: Reader,
  { tenantId }: Actor,
  id: IntegrationId,
  key: string,
): { summary?: string; description?: string } {
  const { summary, description } = operationEdits;
  const edit = r
    .select({ summary, description })
    .from(operationEdits)
    .where(
      and(eq(operationEdits.tenantId, tenantId), eq(operationEdits.integrationId, id), eq(operationEdits.key, key)),
    )
    .get();
  return {
    ...(edit?.summary == null ? {} : { summary: edit.summary }),
    ...(edit?.description == null ? {} : { description: edit.description }),
  };
}
