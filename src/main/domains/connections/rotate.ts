import { and, isNotNull, lte } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import type { CheckResult, Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { requireEditable } from './access.ts';
import { tryConnection } from './check.ts';
import type { Entry, SecretMaterial } from './credentials/credentialKind.ts';
import type { ConnectionsDeps } from './deps.ts';
import { readConnection } from './list.ts';
import { partsOf } from './partsOf.ts';
import { prepareMaterial } from './prepareMaterial.ts';
import { readReplacement, withPart } from './replaceSecret.ts';
import { oneRow } from './rows.ts';
import { forgetPart, openPart, type SecretInput, sealPart } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';
import { told } from './told.ts';
import { unchecked } from './unchecked.ts';

interface Rotated {
  connection: Connection;
  check: CheckResult;
  switched: boolean;
}

const hourMs = 3_600_000;

/**
 * Tries a new secret of the first part with a real request, and switches to it only where the other side accepts it. The secret of
 * before stays sealed for `keepHours` as a way back. Throws INVALID for kinds that renew themselves, and CONFLICT where the secret changed meanwhile.
 */
export async function rotate(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, keepHours, ...input }: { id: ConnectionId; keepHours: number } & SecretInput,
  signal?: AbortSignal,
): Promise<Rotated> {
  requireRole(actor, 'editor');
  const before = requireEditable(deps.store.read, actor, id);
  if (before.kind === 'oauth2') throw renewsItself();
  const [part] = partsOf(before);
  if (part === undefined) throw renewsItself();
  const entry = readReplacement(deps, deps.store.read, before, part, input);
  const { check, proven } = await tryConnection(
    deps,
    actor,
    before,
    await materialsWith(deps, actor, before, entry),
    signal,
  );
  if (proven) switchOver(deps, actor, before, entry, keepHours, check);
  const connection = readConnection(deps, deps.store.read, actor, id);
  if (proven) told(deps, actor, 'rotated the secret of', connection);
  return { connection, check: proven || !check.ok ? check : { ...check, todo: unproven }, switched: proven };
}

const unproven =
  'The answer does not prove the new secret, so nothing was switched. Set a check path that needs it, or replace the secret.';

async function materialsWith(deps: ConnectionsDeps, actor: Actor, row: ConnectionRow, { secret, username }: Entry) {
  const fresh: SecretMaterial = { secret: secret ?? '', username };
  const rest = row.more.length > 0 ? (await prepareMaterial(deps, actor, row)).slice(1) : [];
  return [fresh, ...rest];
}

function switchOver(
  deps: ConnectionsDeps,
  actor: Actor,
  before: ConnectionRow,
  entry: Entry,
  keepHours: number,
  { at, status }: CheckResult,
): void {
  deps.store.write((w) => {
    const now = requireEditable(w, actor, before.id);
    if (now.secretChangedAt !== before.secretChangedAt || now.secretHint !== before.secretHint)
      throw changedMeanwhile();
    const way = keepHours > 0 ? keepPrevious(deps, w, now, deps.now() + keepHours * hourMs) : noPrevious;
    if (keepHours === 0) forgetPart(deps, w, now, 'previous');
    const hints = sealPart(deps, w, now, 0, entry);
    w.update(connections)
      .set({
        ...withPart(now, 0, { ...hints, config: entry.config }, { at: deps.now(), by: actor.userId }),
        ...way,
        ...validAt(at, status),
      })
      .where(oneRow(now))
      .run();
  });
}

export const noPrevious = { previous: null, previousUntil: null } as const;

const validAt = (at: number, status: number | null) =>
  ({ state: 'valid', lastCheckedAt: at, lastUsedAt: at, lastSucceededAt: at, lastStatus: status, ...revived }) as const;

const revived = { halt: null, haltReason: null } as const;

function keepPrevious(
  deps: ConnectionsDeps,
  w: Parameters<typeof sealPart>[1],
  row: ConnectionRow,
  previousUntil: number,
): Pick<ConnectionRow, 'previous' | 'previousUntil'> {
  sealPart(deps, w, row, 'previous', { ...openPart(deps, w, row, 0, row), hint: row.secretHint });
  const { secretHint, usernameHint, config, expiresAt, secretChangedAt, secretBy } = row;
  return { previous: { secretHint, usernameHint, config, expiresAt, secretChangedAt, secretBy }, previousUntil };
}

/** Goes back to the secret before the last rotation; the one after it is gone. Throws INVALID where there is no way back. */
export function undoRotation(deps: ConnectionsDeps, actor: Actor, { id }: { id: ConnectionId }): Connection {
  requireRole(actor, 'editor');
  const changed = deps.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const { previous, previousUntil } = row;
    if (previous === null || previousUntil === null || previousUntil <= deps.now()) throw noWayBack();
    const { secret, username } = openPart(deps, w, row, 'previous', previous);
    sealPart(deps, w, row, 0, { secret, username, hint: previous.secretHint });
    forgetPart(deps, w, row, 'previous');
    w.update(connections)
      .set({ ...previous, ...unchecked, ...noPrevious, expiryToldAt: null })
      .where(oneRow(row))
      .run();
    return readConnection(deps, w, actor, id);
  });
  told(deps, actor, 'went back to the earlier secret of', changed);
  return changed;
}

/** Forgets the earlier secrets whose time is over; part of the hourly housekeeping. Works while the vault is locked. */
export function purgeRotations(deps: Pick<ConnectionsDeps, 'store' | 'vault' | 'now' | 'events'>): number {
  const due = and(isNotNull(connections.previousUntil), lte(connections.previousUntil, deps.now()));
  const rows = deps.store.read.select().from(connections).where(due).all();
  if (rows.length === 0) return 0;
  deps.store.write((w) => {
    for (const row of rows) forgetPart(deps, w, row, 'previous');
    w.update(connections).set(noPrevious).where(due).run();
  });
  for (const row of rows) deps.events.changed('connections', row.tenantId, [row.id]);
  return rows.length;
}

const renewsItself = () =>
  commonFaults.fault('INVALID', 'An OAuth2 connection renews its token itself.', {
    kept: 'Nothing was changed.',
    todo: 'Sign in again, or replace the secret of the client.',
  });

const changedMeanwhile = () =>
  commonFaults.fault('CONFLICT', 'The secret was changed by someone else meanwhile.', {
    kept: 'Theirs stays; the new one was not stored.',
    todo: 'Look at the connection and rotate again.',
  });

const noWayBack = () =>
  commonFaults.fault('INVALID', 'There is no earlier secret to go back to.', {
    kept: 'Nothing was changed.',
    todo: 'Enter the earlier secret with Replace.',
  });
