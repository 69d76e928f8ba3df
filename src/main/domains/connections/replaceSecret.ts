import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { isInteractive } from './create.ts';
import type { Entry } from './credentials/credentialKind.ts';
import { enteredBy, moveOf, staysPut } from './credentials/destinations.ts';
import { credentialKinds } from './credentials/kinds.ts';
import {
  emptyHint,
  endOf,
  forgetPart,
  openPart,
  readEntry,
  readForm,
  type SecretInput,
  sealPart,
  writeBound,
} from './credentials/secrets.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
import { suspendConnection } from './seen.ts';
import {
  type ConnectionRow,
  changeState,
  connections,
  notCheckedYet,
  oneRow,
  type Part,
  partsOf,
  requireEditable,
} from './table.ts';

/** Puts another secret in the place of a part's, which is gone for good. The connection counts as unchecked. */
export function replaceSecret(
  context: ConnectionsContext,
  actor: Actor,
  { id, part: index = 0, expiresAt, ...input }: { id: ConnectionId; part?: number } & KnownEnd & SecretInput,
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
    enterSecret(context, w, { row, index, entry, secretBy: entererAfter(actor, row, index, input, leaves), expiresAt });
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
  const keeps = keptOf(part, entered);
  if (keeps.username && keeps.secret) throw nothingEntered();
  const kept = keeps.username || keeps.secret ? openPart(context, r, row, part.index, part) : null;
  return readEntry(part.kind, config, {
    secret: keeps.secret ? kept?.secret : secret,
    username: keeps.username ? (kept?.username ?? undefined) : username,
  });
}

/** Whether something was entered that is kept as a secret. */
export function entersSecret(kind: Part['kind'], { secret, username }: Omit<SecretInput, 'values'>): boolean {
  return secret !== undefined || (username !== undefined && credentialKinds[kind].oneSuffices === true);
}

/** What stays where nothing was entered in its place. Only where the other suffices does a secret stay as a user name can. */
function keptOf({ kind, usernameHint }: Part, { secret, username }: Omit<SecretInput, 'values'>) {
  const { needsUsername = false, oneSuffices = false } = credentialKinds[kind];
  return {
    username: username === undefined && needsUsername && (usernameHint !== null || oneSuffices),
    secret: secret === undefined && oneSuffices,
  };
}

/**
 * Who has entered all secrets of a connection once a part's is replaced. A user name or password that stays is one of them, since some
 * APIs take their key as either, and so are tokens that somebody signed in for, unless they are `forgotten` with the change.
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
  const keeps = keptOf(part, input.values === undefined ? input : readForm(part.kind, input.values, part));
  const keepsTokens = part.config?.kind === 'oauth2' && isInteractive(part.config.oauth.grant) && !forgotten;
  const keepsSecret = keeps.secret && part.secretHint !== emptyHint;
  return enteredBy(actor, row, (keeps.username && part.usernameHint !== null) || keepsSecret || keepsTokens);
}

/** What was fetched or kept for the places of before does not go to the new ones. */
export function leaveBehind(context: ConnectionsContext, w: Writer, actor: Actor, row: ConnectionRow): void {
  if (context.tokens.forget(w, row)) suspendConnection(w, row, 'needsSignIn', 'Its settings changed.');
  if (row.previous === null || row.previous.secretBy === actor.userId) return;
  forgetPart(context, w, row, 'previous');
  w.update(connections).set(noPrevious).where(oneRow(row)).run();
}

/** When the new secret ends, as a person knows it; null is no end, and left out the one of before stays as long as it is ahead. */
export interface KnownEnd {
  readonly expiresAt?: number | null | undefined;
}

export const noPrevious = { previous: null, previousUntil: null } as const;

interface Entering extends Pick<ConnectionRow, 'secretBy'>, KnownEnd {
  readonly row: ConnectionRow;
  /** Of the part; counts from 0. */
  readonly index: number;
  readonly entry: Entry;
}

type Replaced = Partial<Pick<Part, 'config' | 'secretHint' | 'usernameHint'>>;

/** The row with a part as it becomes; the first is in its own columns. */
function withPart(row: ConnectionRow, index: number, change: Replaced): ConnectionRow {
  const more = row.more.map((part, place) => (place === index - 1 ? { ...part, ...change } : part));
  return { ...row, ...(index === 0 ? change : {}), more };
}

/**
 * Seals a part's new secret and writes what follows from it. It begins a new life: unchecked, and with the end that a person gives,
 * else the one that its parts tell, else the one that is known and not over.
 */
export function enterSecret(
  context: Pick<ConnectionsContext, 'vault' | 'now'>,
  w: Writer,
  { row, index, entry, secretBy, expiresAt }: Entering,
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
        expiresAt: expiresAt === undefined ? (endOf(partsOf(next)) ?? endAhead(row, context.now())) : expiresAt,
      })
      .where(oneRow(row))
      .run();
  });
  changeState(w, row, { ...notCheckedYet, expiryNoticedAt: null });
}

/** An end that was read from the secret of before goes with it. */
function endAhead(row: ConnectionRow, now: number): number | null {
  const { expiresAt } = row;
  return expiresAt !== null && expiresAt > now && expiresAt !== endOf(partsOf(row)) ? expiresAt : null;
}

const nothingEntered = () =>
  commonFaults.fault('INVALID', 'Enter the secret.', { kept: 'The earlier secret is kept.', field: 'secret' });
