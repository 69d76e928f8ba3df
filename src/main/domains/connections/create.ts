import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Connection, ConnectionInput } from '#contract/connections.ts';
import type { credentials, Integration } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { askOf } from './ask.ts';
import { credentialKinds } from './credentials/kinds.ts';
import type { ConnectionsDeps } from './deps.ts';
import { readConnection } from './list.ts';
import { draftParts } from './partDraft.ts';
import { readEntry } from './readEntry.ts';
import { requirementsOfManual } from './requirements.ts';
import { inIntegration, insertConnection } from './rows.ts';
import type { SecretInput } from './secrets.ts';
import { hostsOf } from './serverHosts.ts';
import { type ConnectionRow, connections } from './table.ts';
import { told } from './told.ts';

/** Makes a connection; its secrets are sealed in the same transaction. The first one that the team sees becomes the default. */
export function createConnection(
  deps: ConnectionsDeps,
  actor: Actor,
  input: ConnectionInput & SecretInput,
): Connection {
  requireRole(actor, 'editor');
  const made = deps.store.write((w) => {
    const { integrationId, name, visibility, expiresAt } = input;
    const ask = askOf(deps, w, actor, integrationId);
    const drafts = draftParts(ask, input);
    const allowedHosts = input.allowedHosts ?? ask.hosts;
    const isDefault = visibility === 'team' && !hasDefault(w, actor, integrationId);
    const row = { integrationId, name, allowedHosts, visibility, isDefault, expiresAt };
    return readConnection(deps, w, actor, insertConnection(deps, w, actor, row, drafts));
  });
  told(deps, actor, 'created', made, [{ name: 'May be sent to', value: made.allowedHosts.join(', ') }]);
  return made;
}

type Target = Pick<Integration, 'id' | 'displayName' | 'baseUrl' | 'manualAuth'>;

/** Stores the credentials that came with a new integration as its default connection, in the caller's transaction. */
export function createDefaultConnection(
  deps: Pick<ConnectionsDeps, 'vault' | 'now'>,
  w: Writer,
  actor: Actor,
  { id: integrationId, displayName, baseUrl, manualAuth }: Target,
  { secret, username }: z.infer<typeof credentials>,
): void {
  const scheme = requirementsOfManual(manualAuth).choices[0]?.schemes[0];
  const kind = scheme?.kind ?? (username === undefined ? 'bearer' : 'basic');
  const placement = scheme?.placement ?? credentialKinds[kind].defaultPlacement;
  const row = { integrationId, name: displayName, allowedHosts: hostsOf(baseUrl, null) };
  const entry = readEntry(kind, null, { secret, username });
  insertConnection(deps, w, actor, { ...row, visibility: 'team', isDefault: true }, [
    { schemeKey: null, kind, placement, entry },
  ]);
}

function hasDefault(r: Reader, actor: Actor, id: ConnectionRow['integrationId']): boolean {
  const where = and(inIntegration(actor, id), eq(connections.isDefault, true));
  return r.select({ id: connections.id }).from(connections).where(where).get() !== undefined;
}
