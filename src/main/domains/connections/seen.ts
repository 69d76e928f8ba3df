import { Fault } from '#contract/fault.ts';
import type { Writer } from '#main/store/index.ts';
import { credentialKinds } from './credentials/kinds.ts';
import {
  type ConnectionRow,
  changeState,
  connections,
  notCheckedYet,
  notSuspended,
  oneRow,
  readState,
  type StateRow,
} from './table.ts';

/** What requests, checks and renewals saw of a connection, kept in the caller's transaction. */

type Key = Pick<ConnectionRow, 'tenantId' | 'id'>;

/** Marks a connection as ended from outside. `reason` is one sentence for a person, without secrets. */
export function suspendConnection(
  w: Writer,
  key: Key,
  suspension: NonNullable<StateRow['suspension']>,
  reason: string,
): void {
  changeState(w, key, { suspension, suspensionReason: reason });
}

/**
 * Lifts a suspension, as after a sign-in. `expiresAt` is the end of a token that cannot be renewed, and null where the new one can;
 * without it the connection's own end stays.
 */
export function resumeConnection(w: Writer, key: Key, expiresAt?: number | null): void {
  changeState(w, key, notSuspended);
  if (expiresAt === undefined) return;
  w.update(connections).set({ expiresAt }).where(oneRow(key)).run();
  changeState(w, key, { expiryNoticedAt: null });
}

/** Marks a connection as failing, with the reason for a person. Answers whether that is news. */
export function markFailing(w: Writer, key: Key, reason: string): boolean {
  const before = readState(w, key)?.state;
  changeState(w, key, { state: 'failing', stateReason: reason });
  return before !== 'failing';
}

/** Takes back what was marked, once what it said is over: it counts as unchecked then. */
export function unmark(w: Writer, key: Key, states: readonly StateRow['state'][]): void {
  const before = readState(w, key)?.state;
  if (before !== undefined && states.includes(before)) changeState(w, key, notCheckedYet);
}

/** What a request saw. */
interface Use {
  readonly at: number;
  /** Null where no response came. */
  readonly status: number | null;
  /** Whether the status was given to the connection's secret, and not after a redirect that left it behind. */
  readonly own: boolean;
}

/**
 * Remembers that a request went out with the connection. A 401 refuses what went along (RFC 9110 section 15.5.2); a success takes back
 * a refusal that a request saw, and leaves one that a check saw.
 */
export function recordUse(w: Writer, row: Pick<ConnectionRow, 'tenantId' | 'id' | 'kind'>, use: Use): void {
  const { at, status, own } = use;
  const before = readState(w, row);
  const succeeded = status !== null && status < 400;
  if (own && status === 401) changeState(w, row, { state: 'refused', stateReason: refusedBy(row) });
  else if (own && succeeded && before !== undefined && sawRequest(before)) unmark(w, row, ['refused', 'failing']);
  changeState(w, row, {
    lastUsedAt: at,
    ...(status === null ? {} : { lastStatus: status }),
    ...(succeeded ? { lastSucceededAt: at } : {}),
  });
}

const refusedBy = ({ kind }: Pick<ConnectionRow, 'kind'>): string =>
  `The API answered 401 to a request: it refused the ${credentialKinds[kind].secretWord}.`;

/** Whether the mark came from a request rather than from a check. */
function sawRequest({ state, lastStatus, lastUsedAt, lastCheckedAt }: StateRow): boolean {
  return state === 'failing' || (lastStatus === 401 && (lastUsedAt ?? 0) > (lastCheckedAt ?? 0));
}

/** What keeps requests from going out at all, and is the connection's own. */
const preventing = new Set(['NO_SECRET', 'REFRESH_FAILED', 'CONFIG_INVALID', 'DISCOVERY_FAILED', 'NEEDS_SIGN_IN']);

/**
 * Remembers what kept a request from going out. A locked vault, or a person who goes, says nothing of the connection. What ended it
 * has been noted by whoever ended it. Answers whether anything was remembered.
 */
export function recordPrevented(w: Writer, key: Key, error: unknown): error is Fault {
  if (!(error instanceof Fault) || !preventing.has(error.code)) return false;
  if (readState(w, key)?.suspension === null) markFailing(w, key, error.message);
  return true;
}
