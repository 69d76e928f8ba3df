import { and, eq } from 'drizzle-orm';
import type { DefinitionId, IntegrationId, TenantId } from '#contract/common.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { findRecord, readRecord } from '../integrations/index.ts';
import { readText } from './definitionText.ts';
import { type DefinitionFormat, definitions } from './table.ts';

/** The definition that an integration has. */
interface StoredDefinition {
  readonly id: DefinitionId;
  readonly report: DefinitionReport;
  readonly sourceUrl: string | null;
  readonly format: DefinitionFormat;
  readonly bytes: number;
  readonly length: number;
  readonly importedAt: number;
}

/** A definition in use never changes, so what was parsed once holds for as long as the store is open. */
const parsed = new WeakMap<Reader, Map<string, StoredDefinition>>();
const mostParsed = 50;

/** The definition of an integration; null where it has none, or is deleted or another tenant's. */
export function definitionOf(r: Reader, tenantId: TenantId, integrationId: IntegrationId): StoredDefinition | null {
  const id = findRecord(r, tenantId, integrationId)?.definitionId;
  if (!id) return null;
  const cache = parsed.get(r) ?? new Map<string, StoredDefinition>();
  parsed.set(r, cache);
  const found = cache.get(id) ?? readDefinition(r, tenantId, id);
  if (!found) return null;
  cache.delete(id);
  cache.set(id, found);
  for (const oldest of cache.keys()) if (cache.size > mostParsed) cache.delete(oldest);
  return found;
}

function readDefinition(r: Reader, tenantId: TenantId, id: DefinitionId): StoredDefinition | null {
  const mine = and(eq(definitions.tenantId, tenantId), eq(definitions.id, id), eq(definitions.state, 'current'));
  const row = r.select().from(definitions).where(mine).get();
  if (!row?.report || row.importedAt === null) return null;
  const { report, sourceUrl, format, bytes, length, importedAt } = row;
  return { id, report, sourceUrl, format, bytes, length, importedAt };
}

/** What the definition holds and needs, with when and in which form it was imported. */
export function readReport(r: Reader, actor: Actor, { integrationId }: { integrationId: IntegrationId }) {
  const { id, report, importedAt, bytes, format } = required(r, actor, integrationId);
  return { ...report, id, importedAt, bytes, format };
}

/** A window of the document's text; offsets count UTF-16 units. */
export function readContent(
  r: Reader,
  actor: Actor,
  { integrationId, offset, length }: { integrationId: IntegrationId; offset: number; length: number },
): { text: string; total: number; format: DefinitionFormat } {
  const { id, length: total, format } = required(r, actor, integrationId);
  const end = Math.min(total, offset + length);
  const text = offset >= end ? '' : readText(r, actor.tenantId, id, offset, end);
  return { text, total, format };
}

function required(r: Reader, actor: Actor, id: IntegrationId): StoredDefinition {
  readRecord(r, actor.tenantId, id);
  const found = definitionOf(r, actor.tenantId, id);
  if (!found) throw notFound('The definition');
  return found;
}
