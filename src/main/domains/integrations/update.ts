import { and, eq } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { Integration, IntegrationFields } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { announce } from './announce.ts';
import { authOfSettings, bitsOf } from './authState.ts';
import type { IntegrationsDeps } from './deps.ts';
import { checkFallback } from './fallback.ts';
import { changeFields } from './fields.ts';
import { checkJsonFields } from './jsonFields.ts';
import { keysOf } from './keys.ts';
import { fieldsOf, readIntegration, readRecord } from './rows.ts';
import { type IntegrationRecord, integrations } from './table.ts';
import { refuseTaken } from './unique.ts';

type Changes = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined };

/** Changes fields. A change of address, provider or authentication makes the last check's result void. */
export function updateIntegration(
  deps: IntegrationsDeps,
  actor: Actor,
  { id, changes }: { id: IntegrationId; changes: Changes },
): Integration {
  requireRole(actor, 'editor');
  const { before, after } = deps.store.write((w) => {
    const row = readRecord(w, actor.tenantId, id);
    const before = fieldsOf(w, row);
    const fields = changeFields(before, changes);
    writeFields(w, row, before, fields, deps.now());
    return { before, after: readIntegration(w, actor, id, deps.usableConnections) };
  });
  const details = differences(before, after);
  if (details.length > 0)
    announce(deps.events, actor, { action: 'changed', subject: after.displayName, ids: [id], details });
  return after;
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
    .where(and(eq(integrations.tenantId, row.tenantId), eq(integrations.id, row.id)))
    .run();
}

function isElsewhere(before: IntegrationFields, after: IntegrationFields): boolean {
  const place = ({ baseUrl, provider, manualAuth, checkPath }: IntegrationFields) =>
    JSON.stringify([baseUrl, provider, manualAuth, checkPath]);
  return place(before) !== place(after);
}

/** The changed fields by name; addresses, names and yes or no also by value, since those are what is looked for later. */
function differences(before: IntegrationFields, after: IntegrationFields): { name: string; value: string }[] {
  const shown = new Set<string>(['name', 'displayName', 'type', 'provider', 'active', 'model']);
  return keys
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ name: key, value: shown.has(key) ? `${before[key]} → ${after[key]}` : 'changed' }));
}

const keys = [
  'name',
  'displayName',
  'type',
  'provider',
  'description',
  'baseUrl',
  'baseSearch',
  'manualAuth',
  'checkPath',
  'active',
  'model',
  'modelConfiguration',
  'providerMetadata',
  'costConfiguration',
  'fallbackId',
] as const satisfies readonly (keyof IntegrationFields)[];
