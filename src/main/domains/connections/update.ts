import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection, connectionInput } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, requireRole } from '#main/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { requireEditable } from './access.ts';
import type { ConnectionsDeps } from './deps.ts';
import { readConnection } from './list.ts';
import { fitting, inIntegration, oneRow, requireFreeName } from './rows.ts';
import { openMaterial, type SecretInput, sealMaterial } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';
import { told } from './told.ts';

type Fields = Pick<z.infer<typeof connectionInput>, 'name' | 'placement' | 'allowedHosts' | 'visibility'>;
type Changes = { [K in keyof Fields]?: Fields[K] | undefined } & { isDefault?: boolean | undefined };

/** Changes settings; the secret stays. What it may be sent to, or how, being another thing, it counts as unchecked again. */
export function updateConnection(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, changes }: { id: ConnectionId; changes: Changes },
): Connection {
  requireRole(actor, 'editor');
  const changed = deps.store.write((w) => {
    const before = requireEditable(w, actor, id);
    const next = merge(before, changes);
    if (next.name !== before.name) requireFreeName(w, actor, next, id);
    if (next.isDefault && !before.isDefault) clearDefault(w, actor, before);
    w.update(connections).set(next).where(oneRow(before)).run();
    return readConnection(deps, w, actor, id);
  });
  told(deps, actor, 'changed', changed, [{ name: 'Changed', value: Object.keys(changes).join(', ') }]);
  return changed;
}

/** Puts another secret in the place of the one before, which is gone for good. It counts as unchecked. */
export function replaceSecret(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, secret, username }: { id: ConnectionId } & SecretInput,
): Connection {
  requireRole(actor, 'editor');
  const changed = deps.store.write((w) => {
    const before = requireEditable(w, actor, id);
    // The user name can stay while the password changes.
    const name = username ?? (before.usernameHint === null ? undefined : openMaterial(deps, w, before).username);
    const hints = sealMaterial(deps, w, before, fitting(before.kind, { secret, username: name ?? undefined }));
    w.update(connections)
      .set({ ...hints, ...unchecked, secretChangedAt: deps.now() })
      .where(oneRow(before))
      .run();
    return readConnection(deps, w, actor, id);
  });
  told(deps, actor, 'replaced the secret of', changed);
  return changed;
}

const unchecked = { state: 'unchecked', stateReason: null, lastStatus: null } as const;

function merge(before: ConnectionRow, changes: Changes): ConnectionRow {
  const { name = before.name, placement = before.placement, allowedHosts = before.allowedHosts } = changes;
  const { visibility = before.visibility, isDefault = before.isDefault && visibility === 'team' } = changes;
  if (isDefault && visibility === 'private')
    throw commonFaults.fault('INVALID', 'The default connection is one that everyone in the tenant sees.', {
      kept: 'Nothing was changed.',
      todo: 'Make it visible to everyone first.',
      field: 'isDefault',
    });
  const next = { ...before, name, placement, allowedHosts, visibility, isDefault };
  return changes.placement || changes.allowedHosts ? { ...next, ...unchecked } : next;
}

function clearDefault(w: Writer, actor: Actor, { integrationId }: ConnectionRow): void {
  w.update(connections)
    .set({ isDefault: false })
    .where(and(inIntegration(actor, integrationId), eq(connections.isDefault, true)))
    .run();
}
