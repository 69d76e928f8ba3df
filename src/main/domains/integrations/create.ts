import { type IntegrationId, integrationId } from '#contract/common.ts';
import type { Integration, IntegrationFields } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import { announce } from './announce.ts';
import { authOfSettings, bitsOf } from './authState.ts';
import type { Credentials, IntegrationsDeps } from './deps.ts';
import { checkFallback } from './fallback.ts';
import { completeFields, type NewFields } from './fields.ts';
import { checkJsonFields } from './jsonFields.ts';
import { keysOf } from './keys.ts';
import { readIntegration } from './rows.ts';
import { integrations } from './table.ts';
import { refuseTaken } from './unique.ts';

type CreateInput = NewFields & { credentials?: Credentials | undefined };

/**
 * Makes an integration; what is left out comes from the provider's preset. Credentials become its default connection
 * in the same transaction, so that there is never one without the other.
 */
export function createIntegration(deps: IntegrationsDeps, actor: Actor, input: CreateInput): Integration {
  requireRole(actor, 'editor');
  const { credentials, ...given } = input;
  const fields = completeFields(given);
  const created = deps.store.write((w) => {
    const id = insertIntegration(w, actor, fields, deps.now());
    const integration = readIntegration(w, actor, id, deps.usableConnections);
    if (!credentials || !deps.createDefaultConnection) return integration;
    deps.createDefaultConnection(w, actor, integration, credentials);
    return readIntegration(w, actor, id, deps.usableConnections);
  });
  announce(deps.events, actor, { action: 'created', subject: created.displayName, ids: [created.id] });
  return created;
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
