import { z } from 'zod';
import { connectionId } from '#contract/common.ts';
import { defineJobs } from '#main/jobs/index.ts';
import type { Writer } from '#main/store/index.ts';
import type { TokenContext } from '../oauthConnection.ts';
import { leaseName } from './lease.ts';
import { readRefreshable, readTokenRow, type TokenKey, type TokenRow } from './tokenTable.ts';

export const tokenJobs = defineJobs('oauth', {
  renew: {
    title: 'Renew an OAuth2 token ahead of its end',
    payload: z.object({ connectionId }),
    concurrency: 4,
    // A laptop may be offline for hours; a request that needs the token renews it as well.
    attempts: 12,
  },
});

const aheadMs = 60_000;
const aheadPart = 0.1;

type Times = Pick<TokenRow, 'obtainedAt' | 'expiresAt'>;

/** When a token is to be renewed: a minute before its end, or at the last tenth of a short life. Null where it has no end. */
export function renewalTime({ obtainedAt, expiresAt }: Times): number | null {
  if (expiresAt === null) return null;
  const life = expiresAt - (obtainedAt ?? expiresAt);
  return expiresAt - Math.min(aheadMs, life * aheadPart);
}

export function needsRenewal(times: Times, now: number): boolean {
  const at = renewalTime(times);
  return at !== null && now >= at;
}

/** Whether a token no longer works at all. */
export function hasExpired({ expiresAt }: Times, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}

/** Plans the renewal of the tokens as they stand, in the transaction that wrote them; takes back the one of before. */
export function planRenewal({ jobs }: Pick<TokenContext, 'jobs'>, w: Writer, key: TokenKey): void {
  const row = readTokenRow(w, key);
  const at = row?.status === 'ok' && row.refreshable ? renewalTime(row) : null;
  if (at === null) jobs.cancel(w, tokenJobs.renew, leaseName(key));
  else
    jobs.enqueue(w, tokenJobs.renew, {
      tenantId: key.tenantId,
      payload: { connectionId: key.id },
      key: leaseName(key),
      runAt: Math.ceil(at),
    });
}

/** Plans the renewals of tokens that were written before renewals were jobs. */
export function planMissingRenewals({ store, jobs }: Pick<TokenContext, 'store' | 'jobs'>): void {
  store.record((w) => {
    for (const key of readRefreshable(w))
      if (jobs.nextRunAt(w, tokenJobs.renew, leaseName(key)) === null) planRenewal({ jobs }, w, key);
  });
}
