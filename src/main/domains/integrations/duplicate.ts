import type { IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { announce } from './announce.ts';
import { insertIntegration } from './create.ts';
import type { IntegrationsDeps } from './deps.ts';
import { fieldsOf, readIntegration, readRecord } from './rows.ts';
import { freeName } from './unique.ts';

/**
 * A copy with the same fields and a name of its own, inactive until the person has looked at it. Since every provider
 * but custom has one integration, the copy's provider is custom. Definition, connections and logo are not copied.
 */
export function duplicateIntegration(deps: IntegrationsDeps, actor: Actor, { id }: { id: IntegrationId }): Integration {
  requireRole(actor, 'editor');
  const copy = deps.store.write((w) => {
    const row = readRecord(w, actor.tenantId, id);
    const name = freeName(w, row, `${row.name.slice(0, 110)} copy`);
    const displayName = `${row.displayName.slice(0, 110)} copy`;
    const fields = { ...fieldsOf(w, row), name, displayName, provider: 'custom', active: false };
    return readIntegration(w, actor, insertIntegration(w, actor, fields, deps.now()), deps.usableConnections);
  });
  announce(deps.events, actor, { action: 'duplicated', subject: copy.displayName, ids: [copy.id] });
  return copy;
}
