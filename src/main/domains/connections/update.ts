import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection, connectionInput } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { endTokens } from '../oauth/tokens/endTokens.ts';
import { requireEditable } from './access.ts';
import { credentialKinds } from './credentials/kinds.ts';
import type { ConnectionsDeps } from './deps.ts';
import { secretNeeded } from './faults.ts';
import { readConnection } from './list.ts';
import { type Move, mayMove, moveOf } from './movesSecret.ts';
import { partsOf } from './partsOf.ts';
import { readConfig, readForm } from './readEntry.ts';
import { readReplacement, withPart } from './replaceSecret.ts';
import { noPrevious } from './rotate.ts';
import { inIntegration, oneRow, requireFreeName } from './rows.ts';
import { forgetPart, type SecretInput, sealPart } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';
import { told } from './told.ts';
import { unchecked } from './unchecked.ts';

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
  const ended = endTokens(deps, w, next) ? { halt: 'needsSignIn' as const, haltReason: 'Its settings changed.' } : {};
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
    : { ...next, ...unchecked };
}

function clearDefault(w: Writer, actor: Actor, { integrationId }: ConnectionRow): void {
  w.update(connections)
    .set({ isDefault: false })
    .where(and(inIntegration(actor, integrationId), eq(connections.isDefault, true)))
    .run();
}
