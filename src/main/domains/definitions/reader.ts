import { and, asc, eq } from 'drizzle-orm';
import type { DefinitionId, IntegrationId, TenantId } from '#contract/common.ts';
import {
  type DefinitionReport,
  jsonSchema,
  type OperationDetail,
  type OperationParameter,
  type OperationSummary,
} from '#contract/openapi.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { findRecord, readRecord } from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { operationUnknown } from './faults.ts';
import {
  type DefinitionFormat,
  definitionOperations,
  definitions,
  type HandRecord,
  handOperations,
  operationEdits,
  readText,
} from './table.ts';

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
  const detail = await workers.describe(job);
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
export function definitionOf(r: Reader, { tenantId }: Actor, integrationId: IntegrationId): StoredDefinition | null {
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
  const found = definitionOf(r, actor, id);
  if (!found) throw notFound('The definition');
  return found;
}

/** What names an operation and what it needs. */
export type OperationKey = Pick<OperationSummary, 'key' | 'method' | 'path' | 'security'>;

/** All operations in the order of the document, then those written by hand. Throws NOT_FOUND. */
export function summariesOf(r: Reader, { tenantId }: Actor, id: IntegrationId): OperationKey[] {
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

function findHand(r: Reader, tenantId: TenantId, id: IntegrationId, key: string): HandRecord | undefined {
  const mine = and(
    eq(handOperations.tenantId, tenantId),
    eq(handOperations.integrationId, id),
    eq(handOperations.key, key),
  );
  return r.select().from(handOperations).where(mine).get();
}

/** An operation that was written by hand, in the words of one that a definition describes. */
function handDetail(row: HandRecord): OperationDetail {
  return {
    key: row.key,
    method: row.method,
    path: row.path,
    summary: row.summary,
    description: row.description,
    tags: [],
    deprecated: false,
    security: null,
    pointer: '',
    ordinal: 0,
    fingerprint: '',
    parameters: row.parameters.map(parameterOf),
    ...(row.bodyMediaType === null ? {} : { requestBody: bodyOf(row.bodyMediaType) }),
    responses: [],
    servers: [],
    ownServers: false,
    anonymous: false,
    definitions: {},
    problems: [],
  };
}

/** Style and explode are the defaults of OpenAPI 3 for the place (Parameter Object, `style`). */
function parameterOf({
  name,
  in: place,
  required,
  description,
  schema,
}: HandRecord['parameters'][number]): OperationParameter {
  const inQuery = place === 'query' || place === 'cookie';
  const parsed = jsonSchema.safeParse(schema);
  return {
    name,
    in: place,
    required: required || place === 'path',
    deprecated: false,
    ...(description === '' ? {} : { description }),
    style: inQuery ? 'form' : 'simple',
    explode: inQuery,
    allowReserved: false,
    allowEmptyValue: false,
    schema: parsed.success ? parsed.data : true,
  };
}

function bodyOf(mediaType: string): NonNullable<OperationDetail['requestBody']> {
  return { required: false, contents: [{ mediaType, encoding: [] }] };
}
