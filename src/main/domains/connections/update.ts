import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId, IntegrationId, UserId } from '#contract/common.ts';
import type { Connection, connectionInput } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { requireDisposable, requireEditable } from './access.ts';
import { requireFreeName } from './create.ts';
import { type Move, mayMove, moveOf } from './credentials/hosts.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { forgetPart, readConfig, readForm, type SecretInput, sealPart } from './credentials/secrets.ts';
import type { ConnectionsDeps } from './deps.ts';
import { secretNeeded } from './faults.ts';
import { notCheckedYet } from './lifecycle.ts';
import { findConnection, readConnection } from './read.ts';
import { readReplacement, withPart } from './replaceSecret.ts';
import { noPrevious } from './rotate.ts';
import { type ConnectionRow, connections, inIntegration, oneRow, partsOf } from './table.ts';
import { told } from './told.ts';

type Fields = Pick<
  z.infer<typeof connectionInput>,
  'name' | 'placement' | 'config' | 'allowedHosts' | 'visibility' | 'expiresAt'
>;
export type Changes = { [K in keyof Fields]?: Fields[K] | undefined } & { isDefault?: boolean | undefined };

interface Update extends SecretInput {
  readonly id: ConnectionId;
  readonly changes: Changes;
}

/**
 * Changes settings. What it may be sent to, or how, being another thing, it counts as unchecked again. The secret stays unless another
 * is given; what would send it elsewhere needs it again (SECRET_NEEDED), and ends the tokens that were fetched before.
 */
export function updateConnection(deps: ConnectionsDeps, actor: Actor, input: Update): Connection {
  requireRole(actor, 'editor');
  const { id } = input;
  const changed = deps.store.write((w) => {
    const before = requireEditable(w, actor, id);
    const { changes, ...secret } = readUpdate(before, input);
    const next = merge(before, changes);
    const move = moveOf(before, next);
    if (secret.secret === undefined && !mayMove(actor, before, move)) refuseMove(before, next, move);
    if (next.name !== before.name) requireFreeName(w, actor, next, id);
    if (next.isDefault && !before.isDefault) clearDefault(w, actor, before);
    const kept = move.widened || move.authority !== null ? afterMove(deps, w, actor, before, next) : next;
    const entered = secret.secret === undefined ? kept : withSecret(deps, w, actor, kept, secret);
    w.update(connections).set(entered).where(oneRow(before)).run();
    return readConnection(deps, w, actor, id);
  });
  told(deps, actor, 'changed', changed, [{ name: 'Changed', value: Object.keys(input.changes).join(', ') }]);
  return changed;
}

/** The changes with the settings that were entered into the form of the first part. */
function readUpdate(before: ConnectionRow, { changes, values, ...secret }: Update): Omit<Update, 'id' | 'values'> {
  if (values === undefined) return { changes, ...secret };
  const { secret: entered, username, config, placement } = readForm(before.kind, values, before);
  const set = Object.fromEntries(Object.entries({ config, placement }).filter(([, value]) => value !== undefined));
  return { changes: { ...changes, ...set }, secret: entered, username };
}

/** Without a secret there is nothing to enter again: then only the tokens end. */
function refuseMove(before: ConnectionRow, next: ConnectionRow, { authority }: Move): void {
  if (partsOf(before).some(({ secretHint }) => secretHint !== '')) throw secretNeeded(next.name, authority);
}

/** What was fetched or kept for the places of before does not go to the new ones. */
function afterMove(
  deps: ConnectionsDeps,
  w: Writer,
  actor: Actor,
  before: ConnectionRow,
  next: ConnectionRow,
): ConnectionRow {
  const ended = deps.tokens?.forget(w, next)
    ? { halt: 'needsSignIn' as const, haltReason: 'Its settings changed.' }
    : {};
  if (before.previous === null || before.previous.secretBy === actor.userId) return { ...next, ...ended };
  forgetPart(deps, w, before, 'previous');
  return { ...next, ...ended, ...noPrevious };
}

function withSecret(deps: ConnectionsDeps, w: Writer, actor: Actor, row: ConnectionRow, input: SecretInput) {
  const [part] = partsOf(row);
  if (part === undefined) return row;
  const entry = readReplacement(deps, w, row, part, input);
  const hints = sealPart(deps, w, row, 0, entry);
  const entered = { at: deps.now(), by: actor.userId };
  return { ...row, ...withPart(row, 0, { ...hints, config: entry.config }, entered) };
}

function merge(before: ConnectionRow, changes: Changes): ConnectionRow {
  const { name = before.name, allowedHosts = before.allowedHosts, visibility = before.visibility } = changes;
  const { isDefault = before.isDefault && visibility === 'team' } = changes;
  if (isDefault && visibility === 'private')
    throw commonFaults.fault('INVALID', 'The default connection is one that everyone in the tenant sees.', {
      kept: 'Nothing was changed.',
      todo: 'Make it visible to everyone first.',
      field: 'isDefault',
    });
  const placement = (credentialKinds[before.kind].placed ? changes.placement : undefined) ?? before.placement;
  const config = changes.config === undefined ? before.config : readConfig(before.kind, changes.config);
  const end = changes.expiresAt === undefined ? {} : { expiresAt: changes.expiresAt, expiryToldAt: null };
  const next = { ...before, name, placement, config, allowedHosts, visibility, isDefault, ...end };
  return isDeepStrictEqual([placement, allowedHosts, config], [before.placement, before.allowedHosts, before.config])
    ? next
    : { ...next, ...notCheckedYet };
}

function clearDefault(w: Writer, actor: Actor, { integrationId }: ConnectionRow): void {
  w.update(connections)
    .set({ isDefault: false })
    .where(and(inIntegration(actor, integrationId), eq(connections.isDefault, true)))
    .run();
}

/**
 * Gives a connection to another member: its owner does, an admin the team's, and an admin what someone left behind. A private one
 * that is given away is no longer there for the giver. Throws NOT_FOUND, FORBIDDEN, or INVALID where the new owner could not use it.
 */
export function reassign(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, userId }: { id: ConnectionId; userId: UserId },
): Connection {
  requireRole(actor, 'editor');
  const changed = deps.store.write((w) => {
    const row = requireDisposable(w, actor, id);
    const owner = requireMember(w, actor, userId);
    w.update(connections).set({ ownerId: userId }).where(oneRow(row)).run();
    // The giver may see it for this last time.
    return { connection: findConnection(deps, w, actor, id), owner };
  });
  told(deps, actor, 'reassigned', changed.connection, [{ name: 'Now belongs to', value: changed.owner }]);
  return changed.connection;
}

function requireMember(r: Reader, actor: Actor, userId: UserId): string {
  const found = r
    .select({ name: users.name, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.tenantId, actor.tenantId), eq(memberships.userId, userId)))
    .get();
  if (!found) throw notFound('The member');
  if (found.role !== 'viewer') return found.name;
  throw commonFaults.fault('INVALID', `${found.name} is a viewer and cannot use connections.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose an editor or an admin.',
    field: 'userId',
  });
}

/** Binds connections of an integration to another host in the place of one, for an API of our own that moved. In the caller's transaction. */
export function moveHost(w: Writer, actor: Actor, integrationId: IntegrationId, from: string, to: string): void {
  for (const row of w.select().from(connections).where(inIntegration(actor, integrationId)).all()) {
    const allowedHosts = row.allowedHosts.map((host) => (host === from ? to : host));
    w.update(connections).set({ allowedHosts }).where(oneRow(row)).run();
  }
}
