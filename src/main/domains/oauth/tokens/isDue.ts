import type { TokenRow } from '../table.ts';

const aheadMs = 60_000;
const aheadPart = 0.1;

type Times = Pick<TokenRow, 'obtainedAt' | 'expiresAt'>;

/** Whether a token is to be renewed: a minute before its end, or at the last tenth of a short life. */
export function isDue({ obtainedAt, expiresAt }: Times, now: number): boolean {
  if (expiresAt === null) return false;
  const life = expiresAt - (obtainedAt ?? expiresAt);
  return now >= expiresAt - Math.min(aheadMs, life * aheadPart);
}

/** Whether a token no longer works at all. */
export function isOver({ expiresAt }: Times, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
