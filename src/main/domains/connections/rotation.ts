import { and, isNotNull, lte } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import type { CheckResult, Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { leniently, type Writer } from '#main/store/index.ts';
import { tryConnection } from './check.ts';
import type { ConnectionsContext } from './context.ts';
import type { Entry, SecretMaterial } from './credentials/credentialKind.ts';
import {
  forgetPart,
  openPart,
  openPreviousSettings,
  type SecretInput,
  sealPart,
  sealPreviousSettings,
  writeBound,
} from './credentials/secrets.ts';
import { openMaterials } from './credentials/send.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
import { entererAfter, enterSecret, type KnownEnd, noPrevious, readReplacement } from './replaceSecret.ts';
import {
  type ConnectionRow,
  changeState,
  connections,
  notCheckedYet,
  notSuspended,
  oneRow,
  partsOf,
  requireEditable,
} from './table.ts';

interface Rotated {
  connection: Connection;
  check: CheckResult;
  switched: boolean;
}

const hourMs = 3_600_000;

/**
 * Tries a new secret of the first part with a real request, and switches to it only where the other side accepts it. The secret of
 * before stays sealed for `keepHours` as a way back. Throws INVALID for kinds that renew themselves, and CONFLICT where the secret changed in the meantime.
 */
export async function rotate(
  context: ConnectionsContext,
  actor: Actor,
  { id, keepHours, expiresAt, ...input }: { id: ConnectionId; keepHours: number } & KnownEnd & SecretInput,
  signal?: AbortSignal,
): Promise<Rotated> {
  requireRole(actor, 'editor');
  const before = requireEditable(context.store.read, actor, id);
  if (before.kind === 'oauth2') throw renewsItself();
  const [part] = partsOf(before);
  if (part === undefined) throw renewsItself();
  const entry = readReplacement(context, context.store.read, before, part, input);
  const { check, proven } = await tryConnection(
    context,
    actor,
    before,
    await materialsWith(context, actor, before, entry),
    signal,
  );
  if (proven) switchOver(context, actor, before, { entry, keepHours, check, input, expiresAt });
  const connection = readConnection(context, context.store.read, actor, id);
  return { connection, check: proven ? check : { ...check, todo: check.ok ? unproven : notTaken }, switched: proven };
}

const unproven =
  'The answer does not prove the new secret, so nothing was switched. Set a check path that needs it, or replace the secret.';
const notTaken = 'The secret of before stays in use, and nothing was marked. Check the new one and try again.';

async function materialsWith(
  context: ConnectionsContext,
  actor: Actor,
  row: ConnectionRow,
  { secret, username }: Entry,
) {
  const fresh: SecretMaterial = { secret: secret ?? '', username };
  const rest = row.more.length > 0 ? (await openMaterials(context, actor, row)).slice(1) : [];
  return [fresh, ...rest];
}

interface Switch extends KnownEnd {
  readonly entry: Entry;
  readonly keepHours: number;
  readonly check: CheckResult;
  readonly input: SecretInput;
}

function switchOver(
  context: ConnectionsContext,
  actor: Actor,
  before: ConnectionRow,
  { entry, keepHours, check, input, expiresAt }: Switch,
): void {
  context.store.write((w) => {
    const row = requireEditable(w, actor, before.id);
    if (row.secretChangedAt !== before.secretChangedAt || row.secretHint !== before.secretHint)
      throw changedMeanwhile();
    const until = context.now() + keepHours * hourMs;
    const previous = keepHours > 0 ? keepPrevious(context, w, row, until) : noPrevious;
    if (keepHours === 0) forgetPart(context, w, row, 'previous');
    enterSecret(context, w, { row, index: 0, entry, secretBy: entererAfter(actor, row, 0, input), expiresAt });
    w.update(connections).set(previous).where(oneRow(row)).run();
    changeState(w, row, { ...notSuspended, ...succeededAt(check) });
    const connection = readConnection(context, w, actor, row.id);
    emitFact(context, w, connectionFacts.rotated, actor, { connection });
  });
}

const succeededAt = ({ at, status }: CheckResult) =>
  ({ state: 'valid', lastCheckedAt: at, lastUsedAt: at, lastSucceededAt: at, lastStatus: status }) as const;

function keepPrevious(
  context: ConnectionsContext,
  w: Writer,
  row: ConnectionRow,
  previousUntil: number,
): Pick<ConnectionRow, 'previous' | 'previousUntil'> {
  sealPart(context, w, row, 'previous', { ...openPart(context, w, row, 0, row), hint: row.secretHint });
  sealPreviousSettings(context, w, row);
  const { secretHint, usernameHint, config, expiresAt, secretChangedAt, secretBy } = row;
  return { previous: { secretHint, usernameHint, config, expiresAt, secretChangedAt, secretBy }, previousUntil };
}

/** Goes back to the secret before the last rotation; the one after it is gone. Throws INVALID where there is no way back. */
export function undoRotation(context: ConnectionsContext, actor: Actor, { id }: { id: ConnectionId }): Connection {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const { previous, previousUntil } = row;
    if (previous === null || previousUntil === null || previousUntil <= context.now()) throw noWayBack();
    const { secret, username } = openPart(context, w, row, 'previous', previous);
    const settings = openPreviousSettings(context, w, row);
    sealPart(context, w, row, 0, { secret, username, hint: previous.secretHint });
    forgetPart(context, w, row, 'previous');
    const set = { ...previous, ...settings, ...noPrevious };
    writeBound(context, w, row, () => w.update(connections).set(set).where(oneRow(row)).run());
    changeState(w, row, { ...notCheckedYet, expiryNoticedAt: null });
    const connection = readConnection(context, w, actor, id);
    emitFact(context, w, connectionFacts.rotationUndone, actor, { connection });
    return connection;
  });
}

/** Forgets the earlier secrets whose time is over; a part of cleaning up. Works while the vault is locked. @returns how many */
export function purgeRotations(context: Pick<ConnectionsContext, 'store' | 'vault' | 'now' | 'facts'>): number {
  const { store, facts } = context;
  const over = and(isNotNull(connections.previousUntil), lte(connections.previousUntil, context.now()));
  const rows = leniently(() => store.read.select().from(connections).where(over).all());
  if (rows.length === 0) return 0;
  store.write((w) => {
    for (const row of rows) forgetPart(context, w, row, 'previous');
    w.update(connections).set(noPrevious).where(over).run();
  });
  for (const row of rows) facts.signal('connectionState', row.tenantId, [row.id]);
  return rows.length;
}

const renewsItself = () =>
  commonFaults.fault('INVALID', 'An OAuth2 connection renews its token itself.', {
    kept: 'Nothing was changed.',
    todo: 'Sign in again, or replace the client secret.',
  });

const changedMeanwhile = () =>
  commonFaults.fault('CONFLICT', 'Someone else changed the secret.', {
    kept: 'Theirs is kept; yours was not saved.',
    todo: 'Look at the connection and rotate again.',
  });

const noWayBack = () =>
  commonFaults.fault('INVALID', 'There is no earlier secret to go back to.', {
    kept: 'Nothing was changed.',
    todo: 'Enter the earlier secret with Replace.',
  });
