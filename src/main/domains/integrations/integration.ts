import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { type IntegrationId, integrationId, type TenantId } from '#contract/common.ts';
import type { Integration, IntegrationFields } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { Credentials, IntegrationsContext } from './context.ts';
import { changedFields, emitForAll, integrationFacts } from './facts.ts';
import { fallbackCycle, fallbackUnfit, nameTaken, providerTaken } from './faults.ts';
import { changeFields, checkJsonFields, completeFields, type FieldChanges, type NewFields } from './fields.ts';
import {
  aliveIds,
  among,
  authOfSettings,
  bitsOf,
  fieldsOf,
  type IntegrationRecord,
  integrations,
  keyOf,
  keysOf,
  oneRow,
  readIntegration,
  readMany,
  readRecord,
} from './rows.ts';

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

/** Changes fields. Throws CHANGED_MEANWHILE. A change of address, provider or authentication makes the last check's result void. */
export function updateIntegration(
  context: IntegrationsContext,
  actor: Actor,
  { id, changes, expected }: { id: IntegrationId; changes: FieldChanges; expected?: Expected },
): Integration {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = readRecord(w, actor.tenantId, id);
    const old = fieldsOf(w, row);
    requireUnchanged(row.displayName, old, changes, expected);
    writeFields(w, row, old, changeFields(old, changes), context.now());
    const integration = readIntegration(w, actor, id, context.usableConnections);
    const { before, after, changed } = changedFields(old, integration);
    const entity = { id, name: integration.displayName };
    if (changed) context.facts.emit(w, integrationFacts.changed, { actor, entity, integrationId: id, before, after });
    return integration;
  });
}

function writeFields(
  w: Writer,
  row: IntegrationRecord,
  before: IntegrationFields,
  fields: IntegrationFields,
  updatedAt: number,
): void {
  checkJsonFields(fields);
  refuseTaken(w, row, fields);
  checkFallback(w, row.tenantId, { id: row.id, displayName: fields.displayName }, fields.fallbackId);
  const auth = authOfSettings(fields.manualAuth);
  w.update(integrations)
    .set({
      ...fields,
      ...keysOf(fields),
      ...(row.definitionId === null ? { authBits: bitsOf(auth.badges), needsAuth: auth.needed } : {}),
      ...(isElsewhere(before, fields) ? { status: 'unknown' as const, statusReason: null } : {}),
      updatedAt,
    })
    .where(oneRow(row.tenantId, row.id))
    .run();
}

function isElsewhere(before: IntegrationFields, after: IntegrationFields): boolean {
  const place = ({ baseUrl, provider, manualAuth, checkPath }: IntegrationFields) =>
    JSON.stringify([baseUrl, provider, manualAuth, checkPath]);
  return place(before) !== place(after);
}

/** Activates or deactivates; answers with the ids that changed. */
export function setIntegrationsActive(
  context: IntegrationsContext,
  actor: Actor,
  { ids, active }: { ids: IntegrationId[]; active: boolean },
): { ids: IntegrationId[] } {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const alive = readMany(w, actor.tenantId, aliveIds(w, actor.tenantId, ids));
    const changing = alive.filter((row) => row.active !== active);
    const changed = changing.map((row) => row.id);
    w.update(integrations).set({ active, updatedAt: context.now() }).where(among(actor.tenantId, changed)).run();
    emitForAll(context, w, active ? integrationFacts.activated : integrationFacts.deactivated, actor, changing);
    return { ids: changed };
  });
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
function refuseTaken(r: Reader, place: Place, fields: { name: string; provider: string }): void {
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

interface Provider {
  id: IntegrationId;
  displayName: string;
  fallbackId: IntegrationId | null;
}

function aiProviders(r: Reader, tenantId: TenantId): Map<IntegrationId, Provider> {
  const { id, displayName, fallbackId } = integrations;
  const wanted = and(
    eq(integrations.tenantId, tenantId),
    isNull(integrations.deletedAt),
    eq(integrations.type, 'ai_provider'),
  );
  const rows = r
    .select({ id, displayName, fallbackId })
    .from(integrations)
    .where(wanted)
    .orderBy(asc(integrations.displayKey))
    .all();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The way from a provider along its fallbacks; ends where one comes a second time. */
function chain(providers: ReadonlyMap<IntegrationId, Provider>, from: IntegrationId): Provider[] {
  const way = new Set<Provider>();
  for (
    let at = providers.get(from);
    at && !way.has(at);
    at = at.fallbackId ? providers.get(at.fallbackId) : undefined
  ) {
    way.add(at);
  }
  return [...way];
}

/** The tenant's other AI providers that can follow `id` without leading back to it. */
export function listFallbacks(
  { store }: IntegrationsContext,
  actor: Actor,
  { id }: { id?: IntegrationId | undefined },
): { id: IntegrationId; displayName: string }[] {
  const providers = aiProviders(store.read, actor.tenantId);
  return [...providers.values()]
    .filter((each) => id === undefined || !chain(providers, each.id).some((step) => step.id === id))
    .map((each) => ({ id: each.id, displayName: each.displayName }));
}

/** Throws where the fallback is no AI provider of the tenant, or leads back. Call it under the write lock. */
function checkFallback(
  r: Reader,
  tenantId: TenantId,
  self: { id: IntegrationId; displayName: string },
  fallbackId: IntegrationId | null,
): void {
  if (fallbackId === null) return;
  const providers = aiProviders(r, tenantId);
  if (fallbackId !== self.id && !providers.has(fallbackId)) {
    throw fallbackUnfit('The fallback is not one of this tenant’s AI providers.');
  }
  const way = chain(providers, fallbackId);
  const back = fallbackId === self.id ? 0 : way.findIndex((step) => step.id === self.id);
  if (back === -1) return;
  const names = way.slice(0, back).map((step) => step.displayName);
  throw fallbackCycle([self.displayName, ...names, self.displayName]);
}
