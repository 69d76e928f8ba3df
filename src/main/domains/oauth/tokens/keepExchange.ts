import { and, eq } from 'drizzle-orm';
import type { DoctorStep } from '#contract/oauth.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { oauthExchanges, type TokenKey } from '../table.ts';

/** Keeps the steps of the last exchange, in the place of those before. They are redacted already. */
export function keepExchange(w: Writer, { tenantId, id }: TokenKey, at: number, steps: readonly DoctorStep[]): void {
  const kept = steps.slice(-mostSteps);
  w.insert(oauthExchanges)
    .values({ tenantId, connectionId: id, at, steps: kept })
    .onConflictDoUpdate({ target: [oauthExchanges.tenantId, oauthExchanges.connectionId], set: { at, steps: kept } })
    .run();
}

/** A device code is polled many times. */
const mostSteps = 30;

/** The last exchange; null before the first. */
export function readExchange(r: Reader, { tenantId, id }: TokenKey): { at: number; steps: DoctorStep[] } | null {
  const mine = and(eq(oauthExchanges.tenantId, tenantId), eq(oauthExchanges.connectionId, id));
  return (
    r.select({ at: oauthExchanges.at, steps: oauthExchanges.steps }).from(oauthExchanges).where(mine).get() ?? null
  );
}
