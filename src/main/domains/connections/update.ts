import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId, IntegrationId, UserId } from '#contract/common.ts';
import type { Connection, connectionInput } from '#contract/connections.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { isIntact, leniently, type Reader, type Writer } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { requireFreeName } from './create.ts';
import { moveOf, requireMove, staysPut } from './credentials/destinations.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { readConfig, readForm, type SecretInput, writeBound } from './credentials/secrets.ts';
import { connectionFacts, emitFact, givenSettings } from './facts.ts';
import { findConnection, readConnection } from './read.ts';
import { entererAfter, enterSecret, entersSecret, leaveBehind, readReplacement } from './replaceSecret.ts';
import {
  type ConnectionRow,
  changeState,
  connections,
  inIntegration,
  notCheckedYet,
  oneRow,
  partsOf,
  requireDisposable,
  requireEditable,
} from './table.ts';

type Fields = Pick<
  z.infer<typeof connectionInput>,
  'name' | 'placement' | 'config' | 'allowedHosts' | 'visibility' | 'expiresAt'
>;
export type Changes = { [K in keyof Fields]?: Fields[K] | undefined } & { isDefault?: boolean | undefined };

interface Update extends SecretInput {
  readonly id: ConnectionId;
  readonly changes: Changes;
  readonly expected?: Expected;
}

/**
 * Changes settings. What it may be sent to, or how, being another thing, it counts as unchecked again. The secret stays unless another
 * is given; what would send it elsewhere needs it again (SECRET_NEEDED), and ends the tokens that were fetched before.
 */
export function updateConnection(context: ConnectionsContext, actor: Actor, input: Update): Connection {
  requireRole(actor, 'editor');
  const { id } = input;
  return context.store.write((w) => {
    const before = requireEditable(w, actor, id);
    const { changes, ...secret } = readUpdate(before, input);
    requireUnchanged(before.name, before, changes, input.expected);
    const next = merge(before, changes);
    const move = moveOf(before, next);
    const moves = !staysPut(move);
    const entered = entersSecret(before.kind, secret);
    const secretBy = entered ? entererAfter(actor, before, 0, secret, moves) : before.secretBy;
    if (moves) requireMove(actor, next, move, { entered, secretBy });
    const isShared = next.visibility === 'team' && before.visibility !== 'team';
    if (next.name !== before.name || isShared) requireFreeName(w, actor, next, id);
    if (next.isDefault && !before.isDefault) clearDefault(w, actor, before);
    writeBound(context, w, before, () => w.update(connections).set(next).where(oneRow(before)).run());
    if (isSentOtherwise(before, next)) changeState(w, before, notCheckedYet);
    if (changes.expiresAt !== undefined) changeState(w, before, { expiryNoticedAt: null });
    if (moves) leaveBehind(context, w, actor, next);
    if (entered) enterFirstSecret(context, w, next, { ...secret, ...changes, secretBy });
    const connection = readConnection(context, w, actor, id);
    const given = givenSettings(before, next, input.changes);
    emitFact(context, w, connectionFacts.changed, actor, { connection, ...given });
    return connection;
  });
}

/** The changes with the settings that were entered into the form of the first part. */
function readUpdate(
  before: ConnectionRow,
  { changes, values, ...secret }: Update,
): Omit<Update, 'id' | 'values' | 'expected'> {
  if (values === undefined) return { changes, ...secret };
  const { secret: entered, username, config, placement } = readForm(before.kind, values, before);
  const set = Object.fromEntries(Object.entries({ config, placement }).filter(([, value]) => value !== undefined));
  return { changes: { ...changes, ...set }, secret: entered, username };
}

/** The end that comes with a secret is the one that counts. */
function enterFirstSecret(
  context: ConnectionsContext,
  w: Writer,
  row: ConnectionRow,
  { expiresAt, secretBy, ...input }: SecretInput & Pick<Changes, 'expiresAt'> & Pick<ConnectionRow, 'secretBy'>,
): void {
  const [part] = partsOf(row);
  if (part === undefined) return;
  const entry = readReplacement(context, w, row, part, input);
  enterSecret(context, w, { row, index: 0, entry, secretBy, expiresAt: expiresAt ?? undefined });
}

function merge(before: ConnectionRow, changes: Changes): ConnectionRow {
  const { name = before.name, allowedHosts = before.allowedHosts, visibility = before.visibility } = changes;
  const { isDefault = before.isDefault && visibility === 'team' } = changes;
  if (isDefault && visibility === 'private')
    throw commonFaults.fault('INVALID', 'The default connection must be visible to everyone in the tenant.', {
      kept: 'Nothing was changed.',
      todo: 'Make it visible to everyone first.',
      field: 'isDefault',
    });
  const placement = (credentialKinds[before.kind].placed ? changes.placement : undefined) ?? before.placement;
  const config = changes.config === undefined ? before.config : readConfig(before.kind, changes.config);
  const { expiresAt = before.expiresAt } = changes;
  return { ...before, name, placement, config, allowedHosts, visibility, isDefault, expiresAt };
}

/** What it may be sent to, or how, is another thing. */
function isSentOtherwise(before: ConnectionRow, next: ConnectionRow): boolean {
  const ways = ({ placement, allowedHosts, config }: ConnectionRow) => [placement, allowedHosts, config];
  return !isDeepStrictEqual(ways(before), ways(next));
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
  context: ConnectionsContext,
  actor: Actor,
  { id, userId }: { id: ConnectionId; userId: UserId },
): Connection {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireDisposable(w, actor, id);
    const owner = requireMember(w, actor, userId);
    w.update(connections).set({ ownerId: userId }).where(oneRow(row)).run();
    // The giver may see it for this last time.
    const connection = findConnection(context, w, actor, id);
    emitFact(context, w, connectionFacts.reassigned, actor, { connection, after: { owner } });
    return connection;
  });
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

/**
 * Binds connections of an integration to another port of this computer in the place of one, for an API of our own that moved. In the
 * caller's transaction.
 */
export function moveHost(
  context: Pick<ConnectionsContext, 'vault'>,
  w: Writer,
  actor: Actor,
  { integrationId, from, to }: { integrationId: IntegrationId; from: string; to: string },
): void {
  if (![from, to].every((host) => /^127\.0\.0\.1:\d+$/.test(host))) return;
  const rows = leniently(() => w.select().from(connections).where(inIntegration(actor, integrationId)).all());
  for (const row of rows.filter((each) => isIntact(each) && each.allowedHosts.includes(from))) {
    const allowedHosts = row.allowedHosts.map((host) => (host === from ? to : host));
    try {
      writeBound(context, w, row, () => w.update(connections).set({ allowedHosts }).where(oneRow(row)).run());
    } catch (error) {
      // The vault vouches for it no more: it stays where it is, and says so when it is used.
      if (!(error instanceof Fault) || error.code !== 'NO_SECRET') throw error;
    }
  }
}
