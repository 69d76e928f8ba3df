import { and, isNotNull, lte } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import type { CheckResult, Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { tryConnection } from './check.ts';
import type { ConnectionsContext } from './context.ts';
import { isInteractive } from './create.ts';
import type { Entry, SecretMaterial } from './credentials/credentialKind.ts';
import { enteredBy, moveOf, staysPut } from './credentials/destinations.ts';
import { credentialKinds } from './credentials/kinds.ts';
import {
  endOf,
  forgetPart,
  openPart,
  openPreviousSettings,
  readEntry,
  readForm,
  type SecretInput,
  sealPart,
  sealPreviousSettings,
  writeBound,
} from './credentials/secrets.ts';
import { openMaterials } from './credentials/send.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
import { suspendConnection } from './seen.ts';
import {
  type ConnectionRow,
  changeState,
  connections,
  notCheckedYet,
  notSuspended,
  oneRow,
  type Part,
  partsOf,
  requireEditable,
} from './table.ts';

/** Puts another secret in the place of a part's, which is gone for good. The connection counts as unchecked. */
export function replaceSecret(
  context: ConnectionsContext,
  actor: Actor,
  { id, part: index = 0, ...input }: { id: ConnectionId; part?: number } & SecretInput,
): Connection {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const part = partsOf(row)[index];
    if (part === undefined) throw notFound('The part of the connection');
    const entry = readReplacement(context, w, row, part, input);
    const next = withPart(row, index, { config: entry.config });
    const leaves = !staysPut(moveOf(row, next));
    if (leaves) leaveBehind(context, w, actor, next);
    enterSecret(context, w, { row, index, entry, secretBy: entererAfter(actor, row, index, input, leaves) });
    const connection = readConnection(context, w, actor, id);
    emitFact(context, w, connectionFacts.secretReplaced, actor, { connection });
    return connection;
  });
}

/** What a secret that takes the place of a part's is kept as. The user name can stay while the password changes. */
export function readReplacement(
  context: Pick<ConnectionsContext, 'vault'>,
  r: Reader,
  row: ConnectionRow,
  part: Part,
  input: SecretInput,
): Entry {
  const entered = input.values === undefined ? input : readForm(part.kind, input.values, part);
  const { secret, username } = entered;
  const config = 'config' in entered ? (entered.config ?? part.config) : part.config;
  const name = keepsUsername(part, username)
    ? (openPart(context, r, row, part.index, part).username ?? undefined)
    : username;
  return readEntry(part.kind, config, { secret, username: name });
}

const keepsUsername = ({ kind, usernameHint }: Part, entered: string | undefined): boolean =>
  entered === undefined && usernameHint !== null && (credentialKinds[kind].needsUsername ?? false);

/**
 * Who has entered all secrets of a connection once a part's is replaced. A user name that stays is one of them, since some APIs take
 * their key there, and so are tokens that somebody signed in for, unless they are `forgotten` with the change.
 */
export function entererAfter(
  actor: Actor,
  row: ConnectionRow,
  index: number,
  input: SecretInput,
  forgotten = false,
): ConnectionRow['secretBy'] {
  const part = partsOf(row)[index];
  if (part === undefined) return null;
  const { username } = input.values === undefined ? input : readForm(part.kind, input.values, part);
  const keepsTokens = part.config?.kind === 'oauth2' && isInteractive(part.config.oauth.grant) && !forgotten;
  return enteredBy(actor, row, keepsUsername(part, username) || keepsTokens);
}

/** What was fetched or kept for the places of before does not go to the new ones. */
export function leaveBehind(context: ConnectionsContext, w: Writer, actor: Actor, row: ConnectionRow): void {
  if (context.tokens.forget(w, row)) suspendConnection(w, row, 'needsSignIn', 'Its settings changed.');
  if (row.previous === null || row.previous.secretBy === actor.userId) return;
  forgetPart(context, w, row, 'previous');
  w.update(connections).set(noPrevious).where(oneRow(row)).run();
}

interface Entering extends Pick<ConnectionRow, 'secretBy'> {
  readonly row: ConnectionRow;
  /** Of the part; counts from 0. */
  readonly index: number;
  readonly entry: Entry;
}

type Replaced = Partial<Pick<Part, 'config' | 'secretHint' | 'usernameHint'>>;

/** The row with a part as it becomes; the first stands in its own columns. */
function withPart(row: ConnectionRow, index: number, change: Replaced): ConnectionRow {
  const more = row.more.map((part, place) => (place === index - 1 ? { ...part, ...change } : part));
  return { ...row, ...(index === 0 ? change : {}), more };
}

/**
 * Seals a part's new secret and writes what follows from it. It begins a new life: unchecked, and with the end that its parts tell,
 * else with none that is known.
 */
export function enterSecret(
  context: Pick<ConnectionsContext, 'vault' | 'now'>,
  w: Writer,
  { row, index, entry, secretBy }: Entering,
): void {
  const wasBare = partsOf(row)[index]?.secretHint === '';
  writeBound(context, w, row, () => {
    const next = withPart(row, index, { ...sealPart(context, w, row, index, entry), config: entry.config });
    const { secretHint, usernameHint, config, more } = next;
    w.update(connections)
      .set({
        ...{ secretHint, usernameHint, config, more, secretBy },
        secretsNeeded: row.secretsNeeded + (wasBare ? 1 : 0),
        secretChangedAt: context.now(),
        expiresAt: endOf(partsOf(next)),
      })
      .where(oneRow(row))
      .run();
  });
  changeState(w, row, { ...notCheckedYet, expiryNoticedAt: null });
}

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
  context: ConnectionsContext,
  actor: Actor,
  { id, keepHours, ...input }: { id: ConnectionId; keepHours: number } & SecretInput,
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
  if (proven) switchOver(context, actor, before, { entry, keepHours, check, input });
  const connection = readConnection(context, context.store.read, actor, id);
  return { connection, check: proven || !check.ok ? check : { ...check, todo: unproven }, switched: proven };
}

const unproven =
  'The answer does not prove the new secret, so nothing was switched. Set a check path that needs it, or replace the secret.';

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

interface Switch {
  readonly entry: Entry;
  readonly keepHours: number;
  readonly check: CheckResult;
  readonly input: SecretInput;
}

function switchOver(
  context: ConnectionsContext,
  actor: Actor,
  before: ConnectionRow,
  { entry, keepHours, check, input }: Switch,
): void {
  context.store.write((w) => {
    const row = requireEditable(w, actor, before.id);
    if (row.secretChangedAt !== before.secretChangedAt || row.secretHint !== before.secretHint)
      throw changedMeanwhile();
    const until = context.now() + keepHours * hourMs;
    const previous = keepHours > 0 ? keepPrevious(context, w, row, until) : noPrevious;
    if (keepHours === 0) forgetPart(context, w, row, 'previous');
    enterSecret(context, w, { row, index: 0, entry, secretBy: entererAfter(actor, row, 0, input) });
    w.update(connections).set(previous).where(oneRow(row)).run();
    changeState(w, row, { ...notSuspended, ...succeededAt(check) });
    const connection = readConnection(context, w, actor, row.id);
    emitFact(context, w, connectionFacts.rotated, actor, { connection });
  });
}

export const noPrevious = { previous: null, previousUntil: null } as const;

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
  const rows = store.read.select().from(connections).where(over).all();
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
