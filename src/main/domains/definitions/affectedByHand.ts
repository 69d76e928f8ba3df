import { and, eq } from 'drizzle-orm';
import type { DefinitionId, IntegrationId, TenantId } from '#contract/common.ts';
import type { Review } from '#contract/definitions.ts';
import type { DefinitionComparison } from '#contract/openapi.ts';
import type { Reader } from '#main/store/index.ts';
import { definitionOperations, handOperations, operationEdits } from './table.ts';

type Affected = NonNullable<Review['comparison']>['handEditsAffected'];

/** What a person wrote that meets something else in the new definition. All of it is kept. */
export function affectedByHand(
  r: Reader,
  tenantId: TenantId,
  integrationId: IntegrationId,
  next: DefinitionId,
  comparison: DefinitionComparison,
): Affected {
  const changed = new Set(comparison.operations.changed.map(({ key }) => key));
  const edited = editedKeys(r, tenantId, integrationId);
  const known = new Set(keysIn(r, tenantId, next, [...edited, ...handKeys(r, tenantId, integrationId)]));
  const lost = edited.filter((key) => !known.has(key));
  const met = edited.filter((key) => known.has(key) && changed.has(key));
  const shadowing = handKeys(r, tenantId, integrationId).filter((key) => known.has(key));
  return [
    ...lost.map((key) => ({
      key,
      reason: 'The new definition does not have it; your changes wait in case it returns.',
    })),
    ...met.map((key) => ({ key, reason: 'The new definition changes it; your changes stay on top.' })),
    ...shadowing.map((key) => ({
      key,
      reason: 'The definition now describes it too; the one written by hand is shown.',
    })),
  ];
}

function editedKeys(r: Reader, tenantId: TenantId, integrationId: IntegrationId): string[] {
  const mine = and(eq(operationEdits.tenantId, tenantId), eq(operationEdits.integrationId, integrationId));
  return r
    .select({ key: operationEdits.key })
    .from(operationEdits)
    .where(mine)
    .all()
    .map(({ key }) => key);
}

function handKeys(r: Reader, tenantId: TenantId, integrationId: IntegrationId): string[] {
  const mine = and(eq(handOperations.tenantId, tenantId), eq(handOperations.integrationId, integrationId));
  return r
    .select({ key: handOperations.key })
    .from(handOperations)
    .where(mine)
    .all()
    .map(({ key }) => key);
}

function keysIn(r: Reader, tenantId: TenantId, id: DefinitionId, keys: readonly string[]): string[] {
  const mine = and(eq(definitionOperations.tenantId, tenantId), eq(definitionOperations.definitionId, id));
  const find = (key: string) =>
    r
      .select({ key: definitionOperations.key })
      .from(definitionOperations)
      .where(and(mine, eq(definitionOperations.key, key)))
      .get();
  return keys.filter((key) => find(key) !== undefined);
}
