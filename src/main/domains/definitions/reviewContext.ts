import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { type DefinitionId, type IntegrationId, integrationId, type TenantId } from '#contract/common.ts';
import type { Review } from '#contract/definitions.ts';
import { Fault } from '#contract/fault.ts';
import type { DefinitionComparison, DefinitionReport } from '#contract/openapi.ts';
import { serverUrl } from '#core/openapi/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import { freeName, integrations } from '../integrations/index.ts';
import { definitionOperations, handOperations, operationEdits } from './table.ts';

/** Name and base URL to start a new integration with; the URL is empty where the definition does not say it. */
export function suggest(
  r: Reader,
  actor: Actor,
  report: DefinitionReport,
  sourceUrl: string | null,
): Review['suggestion'] {
  const title =
    report.title
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 110) || 'Untitled API';
  const place = { tenantId: actor.tenantId, id: integrationId.parse(uuidv7()) };
  const { servers } = report;
  const urls = servers.length > 0 ? servers.map((server) => absoluteUrl(server, sourceUrl)) : [originOf(sourceUrl)];
  const name = freeName(r, place, title);
  return { name, displayName: name, baseUrl: urls.find((url) => url !== '') ?? '' };
}

function absoluteUrl(server: DefinitionReport['servers'][number], sourceUrl: string | null): string {
  try {
    const url = serverUrl(server, sourceUrl === null ? {} : { definitionUrl: sourceUrl });
    return /^https?:\/\/[^/@]+(\/|$)/.test(url) && url.length <= 2_048 ? url : '';
  } catch (error) {
    if (error instanceof Fault) return '';
    throw error;
  }
}

const originOf = (url: string | null): string => (url === null ? '' : new URL(url).origin);

/** The newest integration that came of a definition of this title, at this base URL: a title alone says too little. */
export function findImported(r: Reader, { tenantId }: Actor, title: string, baseUrl: string): Review['existing'] {
  const { id, displayName, definition, deletedAt, createdAt } = integrations;
  const same = and(
    eq(integrations.tenantId, tenantId),
    eq(integrations.baseUrl, baseUrl),
    isNull(deletedAt),
    eq(sql`json_extract(${definition}, '$.title')`, title),
  );
  const found = r.select({ id, displayName }).from(integrations).where(same).orderBy(desc(createdAt)).limit(1).get();
  return found ?? null;
}

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
