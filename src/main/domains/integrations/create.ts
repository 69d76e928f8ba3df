import { and, eq, isNull, ne } from 'drizzle-orm';
import type { ZodType } from 'zod';
import { type IntegrationId, integrationId, type TenantId } from '#contract/common.ts';
import {
  type Integration,
  type IntegrationFields,
  integrationFaults,
  type JsonFieldName,
  jsonFields,
} from '#contract/integrations.ts';
import { jsonFault, locateInJson } from '#core/json/places.ts';
import type { Position } from '#core/json/textPosition.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { Credentials, IntegrationsContext } from './context.ts';
import { integrationFacts } from './facts.ts';
import { checkFallback } from './fallback.ts';
import { nameTaken, providerTaken } from './faults.ts';
import { presetOf } from './presets.ts';
import { authOfSettings, bitsOf, fieldsOf, integrations, keyOf, keysOf, readIntegration, readRecord } from './rows.ts';

/** No such document has a reason to be nested deeper. */
const deepest = 100;

const names: Record<JsonFieldName, string> = {
  modelConfiguration: 'model configuration',
  providerMetadata: 'provider metadata',
  costConfiguration: 'cost configuration',
};

/** Throws JSON_INVALID with field, line and column for the first JSON field that does not parse or fit its schema. */
export function checkJsonFields(fields: Pick<IntegrationFields, JsonFieldName>): void {
  for (const field of ['modelConfiguration', 'providerMetadata', 'costConfiguration'] as const) {
    const text = fields[field];
    if (text !== null) checkJsonField(field, text, jsonFields[field]);
  }
}

function checkJsonField(field: JsonFieldName, text: string, schema: ZodType): void {
  const error = jsonFault(text, deepest);
  if (error) throw invalid(field, error.message, error);
  const result = schema.safeParse(JSON.parse(text));
  const [issue] = result.error?.issues ?? [];
  if (!issue) return;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const place = locateInJson(text, path);
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  throw invalid(field, `${where}${issue.message}`, place);
}

function invalid(field: JsonFieldName, reason: string, { line, column }: Position) {
  const message = `The ${names[field]} cannot be used. Line ${line}, column ${column}: ${reason}`;
  return integrationFaults.fault('JSON_INVALID', message, {
    kept: 'Nothing was changed.',
    todo: 'Correct that place, or leave the field empty.',
    field,
    line,
    column,
  });
}

/** What a person may leave out when an integration is made. */
export type NewFields = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined } & Pick<
  IntegrationFields,
  'name' | 'type' | 'provider' | 'baseUrl'
>;

type Changes = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined };

const noAi = {
  model: null,
  modelConfiguration: null,
  providerMetadata: null,
  costConfiguration: null,
  fallbackId: null,
};

/** All fields of a new integration: what was given, else what the provider's preset says, else nothing. */
export function completeFields(given: NewFields): IntegrationFields {
  const preset = presetOf(given.provider);
  return fitToType({
    description: '',
    baseSearch: '',
    displayName: given.name,
    manualAuth: preset?.manualAuth ?? { kind: 'none' },
    checkPath: preset?.checkPath ?? null,
    active: true,
    model: preset?.model ?? null,
    modelConfiguration: preset?.modelConfiguration ?? null,
    providerMetadata: preset?.providerMetadata ?? null,
    costConfiguration: preset?.costConfiguration ?? null,
    fallbackId: null,
    ...withoutUndefined(given),
  });
}

export function changeFields(before: IntegrationFields, changes: Changes): IntegrationFields {
  return fitToType({ ...before, ...withoutUndefined(changes) });
}

/** Only AI providers have the fields of AI providers; blank JSON is none. */
function fitToType(fields: IntegrationFields): IntegrationFields {
  if (fields.type !== 'ai_provider') return { ...fields, ...noAi };
  return {
    ...fields,
    model: fields.model || null,
    modelConfiguration: orNull(fields.modelConfiguration),
    providerMetadata: orNull(fields.providerMetadata),
    costConfiguration: orNull(fields.costConfiguration),
  };
}

const orNull = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text);

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}

interface Place {
  readonly tenantId: TenantId;
  /** The integration that asks; a new one has an id already. */
  readonly id: IntegrationId;
}

/** Who has the name now, other than the one that asks. */
export function nameHolder(r: Reader, { tenantId, id }: Place, name: string): string | undefined {
  return holder(r, tenantId, id, eq(integrations.nameKey, keyOf(name)));
}

/** Who stands for the provider now, other than the one that asks. Custom is never taken. */
export function providerHolder(r: Reader, { tenantId, id }: Place, provider: string): string | undefined {
  return provider === 'custom' ? undefined : holder(r, tenantId, id, eq(integrations.provider, provider));
}

function holder(r: Reader, tenantId: TenantId, id: IntegrationId, condition: ReturnType<typeof eq>) {
  const others = and(eq(integrations.tenantId, tenantId), isNull(integrations.deletedAt), ne(integrations.id, id));
  return r.select({ name: integrations.displayName }).from(integrations).where(and(others, condition)).get()?.name;
}

/** Throws NAME_TAKEN or PROVIDER_TAKEN. Call it under the write lock. */
export function refuseTaken(r: Reader, place: Place, fields: { name: string; provider: string }): void {
  if (nameHolder(r, place, fields.name) !== undefined) throw nameTaken(fields.name);
  const owner = providerHolder(r, place, fields.provider);
  if (owner !== undefined) throw providerTaken(fields.provider, owner);
}

/** A name like the wanted one that nobody has: `Jira copy`, `Jira copy 2`… */
export function freeName(r: Reader, place: Place, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : ` ${count}`;
    const name = `${wanted.slice(0, 120 - suffix.length)}${suffix}`;
    if (nameHolder(r, place, name) === undefined) return name;
  }
}

type CreateInput = NewFields & { credentials?: Credentials | undefined };

/**
 * Makes an integration; what is left out comes from the provider's preset. Credentials become its default connection
 * in the same transaction, so that there is never one without the other.
 */
export function createIntegration(context: IntegrationsContext, actor: Actor, input: CreateInput): Integration {
  requireRole(actor, 'editor');
  const { credentials, ...given } = input;
  const fields = completeFields(given);
  return context.store.write((w) => {
    const id = insertIntegration(w, actor, fields, context.now());
    const integration = readIntegration(w, actor, id, context.usableConnections);
    const entity = { id, name: integration.displayName };
    context.facts.emit(w, integrationFacts.created, { actor, entity, integrationId: id, after: { name: fields.name } });
    if (!credentials) return integration;
    context.createDefaultConnection(w, actor, integration, credentials);
    return readIntegration(w, actor, id, context.usableConnections);
  });
}

/** Writes a new row after all checks. Part of a larger transaction where a definition comes with it. */
export function insertIntegration(w: Writer, actor: Actor, fields: IntegrationFields, now: number): IntegrationId {
  checkJsonFields(fields);
  const place = { tenantId: actor.tenantId, id: integrationId.parse(uuidv7(now)) };
  refuseTaken(w, place, fields);
  checkFallback(w, actor.tenantId, { ...place, displayName: fields.displayName }, fields.fallbackId);
  const auth = authOfSettings(fields.manualAuth);
  w.insert(integrations)
    .values({
      ...fields,
      ...keysOf(fields),
      ...place,
      status: 'unknown',
      authBits: bitsOf(auth.badges),
      needsAuth: auth.needed,
      operations: 0,
      createdAt: now,
      updatedAt: now,
    })
    .run();
  return place.id;
}

/**
 * A copy with the same fields and a name of its own, inactive until the person has looked at it. Since every provider
 * but custom has one integration, the copy's provider is custom. Definition, connections and logo are not copied.
 */
export function duplicateIntegration(
  context: IntegrationsContext,
  actor: Actor,
  { id }: { id: IntegrationId },
): Integration {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = readRecord(w, actor.tenantId, id);
    const name = freeName(w, row, `${row.name.slice(0, 110)} copy`);
    const displayName = `${row.displayName.slice(0, 110)} copy`;
    const fields = { ...fieldsOf(w, row), name, displayName, provider: 'custom', active: false };
    const copyId = insertIntegration(w, actor, fields, context.now());
    const entity = { id: copyId, name: displayName };
    context.facts.emit(w, integrationFacts.duplicated, { actor, entity, integrationId: copyId, after: { name } });
    return readIntegration(w, actor, copyId, context.usableConnections);
  });
}
