import type { ConnectionState } from '#contract/connections.ts';
import type { ConnectionRow } from './table.ts';

/** What the state of a connection follows from. */
export interface StateFacts extends Pick<ConnectionRow, 'state' | 'halt' | 'expiresAt' | 'secretChangedAt'> {
  /** Every secret that its parts need is sealed. */
  readonly present: boolean;
  readonly locked: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/** The longest that an end counts as near: 14 days. */
export const nearMs = 14 * 86_400_000;

/**
 * The state as a person sees it. What keeps it from being used at all comes first: no secret, a locked vault, a halt from outside, its
 * end; then what the last check said, and last that the end is near: within 14 days, or the last tenth of a shorter life.
 */
export function connectionState({
  present,
  locked,
  halt,
  expiresAt,
  secretChangedAt,
  state,
  now,
}: StateFacts): ConnectionState {
  if (!present) return 'missing';
  if (locked) return 'locked';
  if (halt !== null) return halt;
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (state === 'refused' || state === 'failing') return state;
  const near =
    expiresAt !== null && expiresAt - now <= Math.min(nearMs, Math.trunc((expiresAt - secretChangedAt) / 10));
  return near ? 'expiring' : state;
}

/** States in which a person has to do something. */
export const statesForPerson: readonly ConnectionState[] = [
  'refused',
  'failing',
  'missing',
  'expired',
  'revoked',
  'needsSignIn',
];

const words: Partial<Record<ConnectionState, string>> = {
  locked: 'The vault is locked. Unlock it to use the connection.',
  missing: 'The secret is no longer there. Replace it.',
  revoked: 'It was revoked. Sign in again to use it.',
  needsSignIn: 'A person must sign in again.',
};

/** Why the state is what it is, one sentence; null where there is nothing to say. */
export function reasonOf(
  state: ConnectionState,
  { haltReason, stateReason, expiresAt }: Pick<ConnectionRow, 'haltReason' | 'stateReason' | 'expiresAt'>,
  now: number,
): string | null {
  if (state === 'revoked' || state === 'needsSignIn') return haltReason ?? words[state] ?? null;
  if (state === 'expired') return `It ended ${daysOf(now - (expiresAt ?? now))} ago. Replace or rotate the secret.`;
  if (state === 'expiring') return `It ends in ${daysOf((expiresAt ?? now) - now)}. Rotate the secret before.`;
  return words[state] ?? (state === 'refused' || state === 'failing' ? stateReason : null);
}

/** A span in the unit that says enough. */
function daysOf(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ];
  const [size, unit] = units.find(([least]) => ms >= least) ?? [60_000, 'minute'];
  const count = Math.max(1, Math.floor(ms / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
