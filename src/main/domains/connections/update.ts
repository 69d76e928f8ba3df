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
import { readConfig } from './readEntry.ts';
import { inIntegration, oneRow, requireFreeName } from './rows.ts';
import { schemes } from './schemes/index.ts';
import { type ConnectionRow, connections } from './table.ts';
import { told } from './told.ts';

type Fields = Pick<
  z.infer<typeof connectionInput>,
  'name' | 'placement' | 'config' | 'allowedHosts' | 'visibility' | 'expiresAt'
>;
export type Changes = { [K in keyof Fields]?: Fields[K] | undefined } & { isDefault?: boolean | undefined };

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

/** A secret or setting that is another than the one that was checked. */
export const unchecked = { state: 'unchecked', stateReason: null, lastStatus: null } as const;

function merge(before: ConnectionRow, changes: Changes): ConnectionRow {
  const { name = before.name, allowedHosts = before.allowedHosts, visibility = before.visibility } = changes;
  const { isDefault = before.isDefault && visibility === 'team' } = changes;
  if (isDefault && visibility === 'private')
    throw commonFaults.fault('INVALID', 'The default connection is one that everyone in the tenant sees.', {
      kept: 'Nothing was changed.',
      todo: 'Make it visible to everyone first.',
      field: 'isDefault',
    });
  const placement = (schemes[before.kind].placed ? changes.placement : undefined) ?? before.placement;
  const config = changes.config === undefined ? before.config : readConfig(before.kind, changes.config);
  const end = changes.expiresAt === undefined ? {} : { expiresAt: changes.expiresAt, expiryToldAt: null };
  const next = { ...before, name, placement, config, allowedHosts, visibility, isDefault, ...end };
  return changes.placement || changes.allowedHosts || changes.config ? { ...next, ...unchecked } : next;
}

function clearDefault(w: Writer, actor: Actor, { integrationId }: ConnectionRow): void {
  w.update(connections)
    .set({ isDefault: false })
    .where(and(inIntegration(actor, integrationId), eq(connections.isDefault, true)))
    .run();
}
