import type { ConnectionId, UserId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { requireEditable } from './access.ts';
import type { Entry } from './credentials/credentialKind.ts';
import { credentialKinds } from './credentials/kinds.ts';
import type { ConnectionsDeps } from './deps.ts';
import { endOf } from './endOf.ts';
import { readConnection } from './list.ts';
import { type Part, partsOf } from './partsOf.ts';
import { readEntry, readForm } from './readEntry.ts';
import { oneRow } from './rows.ts';
import { openPart, type SecretInput, sealPart } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';
import { told } from './told.ts';
import { unchecked } from './unchecked.ts';

/** Puts another secret in the place of a part's, which is gone for good. The connection counts as unchecked. */
export function replaceSecret(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, part: index = 0, ...input }: { id: ConnectionId; part?: number } & SecretInput,
): Connection {
  requireRole(actor, 'editor');
  const changed = deps.store.write((w) => {
    const before = requireEditable(w, actor, id);
    const part = partsOf(before)[index];
    if (part === undefined) throw notFound('The part of the connection');
    const entry = readReplacement(deps, w, before, part, input);
    const hints = sealPart(deps, w, before, index, entry);
    w.update(connections)
      .set(withPart(before, index, { ...hints, config: entry.config }, { at: deps.now(), by: actor.userId }))
      .where(oneRow(before))
      .run();
    return readConnection(deps, w, actor, id);
  });
  told(deps, actor, 'replaced the secret of', changed);
  return changed;
}

/** What a secret that takes the place of a part's is kept as. The user name can stay while the password changes. */
export function readReplacement(
  deps: Pick<ConnectionsDeps, 'vault'>,
  r: Reader,
  row: ConnectionRow,
  part: Part,
  input: SecretInput,
): Entry {
  const entered = input.values === undefined ? input : readForm(part.kind, input.values, part);
  const { secret, username } = entered;
  const config = 'config' in entered ? (entered.config ?? part.config) : part.config;
  const keeps = username === undefined && part.usernameHint !== null && credentialKinds[part.kind].needsUsername;
  const name = keeps ? (openPart(deps, r, row, part.index, part).username ?? undefined) : username;
  return readEntry(part.kind, config, { secret, username: name });
}

/** A new secret begins a new life: unchecked, and with the end that its parts tell, else with none that is known. */
function renewed(now: number, parts: readonly Pick<Part, 'kind' | 'config'>[]) {
  return { ...unchecked, secretChangedAt: now, expiresAt: endOf(parts), expiryToldAt: null };
}

/** Who enters a secret, and when. */
interface Entering {
  readonly at: number;
  readonly by: UserId;
}

type Change = Pick<Part, 'config' | 'secretHint' | 'usernameHint'>;

/** A row's columns with another secret in one of its parts; how many secrets it needs follows. */
export function withPart(row: ConnectionRow, index: number, change: Change, { at: now, by }: Entering) {
  const parts = partsOf(row).map((part) => (part.index === index ? { ...part, ...change } : part));
  const wasBare = partsOf(row)[index]?.secretHint === '';
  const first = index === 0 ? change : {};
  const more = row.more.map((part, place) => (place === index - 1 ? { ...part, ...change } : part));
  const secretBy = row.more.length === 0 || row.secretBy === by ? by : null;
  return { ...first, more, secretBy, secretsNeeded: row.secretsNeeded + (wasBare ? 1 : 0), ...renewed(now, parts) };
}
