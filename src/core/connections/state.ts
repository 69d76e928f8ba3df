import { z } from 'zod';
import { counted } from '#core/counted.ts';

/**
 * `expiring`: valid, with its end near. `needsSignIn`: a person must sign in (again). `failing`: the server did not answer, or
 * with an error of its own. `locked`: the vault is. `missing`: there is no secret, as after a session-only vault ended.
 */
export const connectionState = z.enum([
  'unchecked',
  'valid',
  'expiring',
  'expired',
  'refused',
  'revoked',
  'needsSignIn',
  'failing',
  'locked',
  'missing',
]);
export type ConnectionState = z.infer<typeof connectionState>;

/** What the state of a connection follows from. Times are milliseconds since 1970 UTC. */
export interface StateFacts {
  /** What the last check said. */
  readonly state: 'unchecked' | 'valid' | 'refused' | 'failing';
  /** What ended it from outside, until a person signs in again. */
  readonly suspension: 'revoked' | 'needsSignIn' | null;
  readonly expiresAt: number | null;
  readonly secretChangedAt: number;
  /** Every secret that its parts need is sealed. */
  readonly present: boolean;
  readonly locked: boolean;
  readonly now: number;
}

/** The longest that an end counts as near: 14 days. */
export const nearMs = 14 * 86_400_000;

/**
 * The state as a person sees it. What keeps it from being used at all comes first: no secret, a suspension from outside, its end; then
 * what the last check said, and that the end is near: within 14 days, or the last tenth of a shorter life. A locked vault says
 * nothing new of a connection that needs a person anyway.
 */
export function currentState(facts: StateFacts): ConnectionState {
  const { present, locked, suspension, expiresAt, secretChangedAt, state, now } = facts;
  if (!present) return 'missing';
  if (suspension !== null) return suspension;
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (state === 'refused' || state === 'failing') return state;
  // A secret from the future came while the clock was ahead: how long it lives is not known.
  const tenth = expiresAt === null || secretChangedAt > now ? nearMs : Math.trunc((expiresAt - secretChangedAt) / 10);
  const isNear = expiresAt !== null && expiresAt - now <= Math.min(nearMs, tenth);
  return behindLock(isNear ? 'expiring' : state, locked);
}

/** What is shown of a state while the vault is locked: that it is, where nothing else is to be done. */
export function behindLock(state: ConnectionState, locked: boolean): ConnectionState {
  return locked && (state === 'valid' || state === 'unchecked') ? 'locked' : state;
}

interface StateWords {
  readonly tone: 'good' | 'idle' | 'warn' | 'bad';
  readonly label: string;
  /** What it means, where nothing more is known. */
  readonly reason: string;
}

export const stateWords: Readonly<Record<ConnectionState, StateWords>> = {
  valid: { tone: 'good', label: 'OK', reason: 'A check has succeeded.' },
  unchecked: { tone: 'idle', label: 'Not verified', reason: 'No check has shown yet that its secret works.' },
  expiring: { tone: 'warn', label: 'Expires soon', reason: 'It ends soon.' },
  expired: { tone: 'bad', label: 'Expired', reason: 'Its secret or token has ended.' },
  refused: { tone: 'bad', label: 'Refused', reason: 'The API refused its secret or token.' },
  revoked: { tone: 'bad', label: 'Revoked', reason: 'It was revoked. Sign in again to use it.' },
  needsSignIn: { tone: 'warn', label: 'Needs sign-in', reason: 'A person must sign in again.' },
  failing: { tone: 'warn', label: 'Failing', reason: 'The API could not be reached, or answered with an error.' },
  locked: { tone: 'warn', label: 'Locked', reason: 'The vault is locked. Unlock it to use the connection.' },
  missing: { tone: 'bad', label: 'Secret missing', reason: 'The secret is no longer there. Replace it.' },
};

/** States in which a person has to do something, by what that is. */
export const attentionStates = {
  failing: ['refused', 'failing', 'missing'],
  signIn: ['needsSignIn', 'revoked'],
  ending: ['expired', 'expiring'],
} as const satisfies Record<string, readonly ConnectionState[]>;

/** All of them: what "Needs attention" counts wherever it stands. */
export const statesForPerson: readonly ConnectionState[] = Object.values(attentionStates).flat();

const unusable: ReadonlySet<ConnectionState> = new Set(['refused', 'revoked', 'expired', 'needsSignIn', 'missing']);

/** Why a connection in its state cannot be used before a person fixes it; null where it can be tried. */
export function unusableReason(connection: { state: ConnectionState; stateReason: string | null }): string | null {
  const { state, stateReason } = connection;
  return unusable.has(state) ? (stateReason ?? stateWords[state].reason) : null;
}

/** The one thing that fixes a connection. */
export type Remedy = 'unlock' | 'signIn' | 'refresh' | 'replace' | 'rotate' | 'check';

/** What says how a connection gets its next secret: those of OAuth2 fetch tokens, all others are given a secret. */
export interface Renewed {
  readonly kind: string;
  readonly expiresAt: number | null;
  /** Null where no part fetches tokens. */
  readonly tokens: { readonly refreshable: boolean; readonly expiresAt: number | null } | null;
}

/** What to do about the state; null where all is well. Only a secret that a person enters is replaced or rotated. */
export function remedyOf({ state, kind, expiresAt, tokens }: Renewed & { state: ConnectionState }): Remedy | null {
  const fetches = kind === 'oauth2';
  switch (state) {
    case 'valid':
      return null;
    case 'locked':
      return 'unlock';
    case 'unchecked':
    case 'failing':
      return 'check';
    case 'missing':
      return 'replace';
    case 'needsSignIn':
    case 'revoked':
      return 'signIn';
    case 'refused':
      return fetches ? 'signIn' : 'replace';
    case 'expired':
    case 'expiring': {
      // Beside the end of a token stands the one that a person entered, for the secret.
      const isOfToken = tokens !== null && (expiresAt === null || expiresAt === tokens.expiresAt);
      if (isOfToken) return tokens.refreshable ? 'refresh' : 'signIn';
      return state === 'expiring' && !fetches ? 'rotate' : 'replace';
    }
    default:
      return state satisfies never;
  }
}

/** On the remedy's button, and as advice. */
export const remedyWords: Readonly<Record<Remedy, string>> = {
  unlock: 'Unlock the vault',
  signIn: 'Sign in again',
  refresh: 'Reconnect',
  replace: 'Replace the secret',
  rotate: 'Rotate the secret',
  check: 'Check now',
};

/** When it was last sent with, checked, and answered well; milliseconds since 1970 UTC. */
interface Seen {
  readonly secretChangedAt: number;
  readonly lastUsedAt: number | null;
  readonly lastCheckedAt: number | null;
  readonly lastSucceededAt: number | null;
}

/** Why the state is what it is, one sentence; null where there is nothing to say. */
export function stateReason(
  state: ConnectionState,
  about: { suspensionReason: string | null; stateReason: string | null; expiresAt: number | null } & Renewed & Seen,
  now: number,
): string | null {
  const { suspensionReason, stateReason: checked, expiresAt } = about;
  const remedy = remedyOf({ ...about, state });
  switch (state) {
    case 'revoked':
    case 'needsSignIn':
      return suspensionReason ?? stateWords[state].reason;
    case 'expired':
      return `It ended ${spanWords(now - (expiresAt ?? about.tokens?.expiresAt ?? now))} ago. ${remedyWords[remedy ?? 'check']}.`;
    case 'expiring':
      return `It ends in ${spanWords((expiresAt ?? now) - now)}. ${remedyWords[remedy ?? 'check']} before.`;
    case 'locked':
    case 'missing':
      return stateWords[state].reason;
    case 'refused':
    case 'failing':
      return checked;
    case 'valid':
      return (about.lastCheckedAt ?? 0) > (about.lastSucceededAt ?? 0)
        ? 'An earlier check succeeded. The last one did not show whether its secret works.'
        : null;
    case 'unchecked':
      return uncheckedReason(about);
    default:
      return state satisfies never;
  }
}

/** What happened since the secret was set, though nothing of it proves the secret. */
function uncheckedReason({ secretChangedAt, lastUsedAt, lastCheckedAt }: Seen): string {
  if (lastCheckedAt !== null && lastCheckedAt >= secretChangedAt)
    return 'The last check did not show whether its secret works.';
  return lastUsedAt !== null && lastUsedAt >= secretChangedAt
    ? 'It was used, but not checked since its secret was set.'
    : 'It was not used or checked since its secret was set.';
}

/** A span in the unit that says enough. */
function spanWords(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ];
  const [size, unit] = units.find(([least]) => ms >= least) ?? [60_000, 'minute'];
  const count = Math.max(1, Math.floor(ms / size));
  return counted(count, unit);
}
