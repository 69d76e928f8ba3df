import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import type { Entry } from './credentials/credentialKind.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { endOf, openPart, readEntry, readForm, type SecretInput, sealPart } from './credentials/secrets.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
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
  { id, part: index = 0, ...input }: { id: ConnectionId; part?: number } & SecretInput,
): Connection {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireEditable(w, actor, id);
    const part = partsOf(row)[index];
    if (part === undefined) throw notFound('The part of the connection');
    enterSecret(context, w, actor, { row, index, entry: readReplacement(context, w, row, part, input) });
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
  const keeps = username === undefined && part.usernameHint !== null && credentialKinds[part.kind].needsUsername;
  const name = keeps ? (openPart(context, r, row, part.index, part).username ?? undefined) : username;
  return readEntry(part.kind, config, { secret, username: name });
}

interface Entering {
  readonly row: ConnectionRow;
  /** Of the part; counts from 0. */
  readonly index: number;
  readonly entry: Entry;
}

/**
 * Seals a part's new secret and writes what follows from it. It begins a new life: unchecked, and with the end that its parts tell,
 * else with none that is known.
 */
export function enterSecret(
  context: Pick<ConnectionsContext, 'vault' | 'now'>,
  w: Writer,
  { userId }: Actor,
  { row, index, entry }: Entering,
): void {
  const change = { ...sealPart(context, w, row, index, entry), config: entry.config };
  const parts = partsOf(row).map((part) => (part.index === index ? { ...part, ...change } : part));
  const wasBare = partsOf(row)[index]?.secretHint === '';
  w.update(connections)
    .set({
      ...(index === 0 ? change : {}),
      more: row.more.map((part, place) => (place === index - 1 ? { ...part, ...change } : part)),
      secretBy: row.more.length === 0 || row.secretBy === userId ? userId : null,
      secretsNeeded: row.secretsNeeded + (wasBare ? 1 : 0),
      secretChangedAt: context.now(),
      expiresAt: endOf(parts),
    })
    .where(oneRow(row))
    .run();
  changeState(w, row, { ...notCheckedYet, expiryNoticedAt: null });
}
