import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ExchangeId } from '#contract/common.ts';
import { bodiesPath } from '#contract/transfer.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { KeptBody } from './responseBody.ts';

/** A kept body on its way out of the console, as it is on disk. */
export interface BodyStream {
  readonly bytes: number;
  readonly stream: Readable;
}

/**
 * Addresses under which a body can be fetched without a call: saving one then costs what copying its file costs. Each is a secret that
 * only the page which asked knows, and works for a minute.
 */
export interface BodyAddresses {
  /** Throws NOT_FOUND, BODY_GONE. */
  issue(actor: Actor, id: ExchangeId): Promise<{ path: string }>;
  /** Null where there is no such address, or no longer. */
  open(token: string): Promise<BodyStream | null>;
}

const lifeMs = 60_000;

export function createBodyAddresses(
  openBody: (actor: Actor, id: ExchangeId) => Promise<KeptBody>,
  now: () => number,
): BodyAddresses {
  const issued = new Map<string, { actor: Actor; id: ExchangeId; until: number }>();
  const forgetOld = () => {
    const at = now();
    // A clock that was set back must not let one live longer.
    for (const [token, { until }] of issued) if (until <= at || until > at + lifeMs) issued.delete(token);
  };
  return {
    issue: async (actor, id) => {
      await (await openBody(actor, id)).close();
      forgetOld();
      const token = randomBytes(32).toString('base64url');
      issued.set(token, { actor, id, until: now() + lifeMs });
      return { path: `${bodiesPath}${token}` };
    },
    open: async (token) => {
      forgetOld();
      const found = issued.get(token);
      if (found === undefined) return null;
      const body = await openBody(found.actor, found.id).catch(() => null);
      return body === null ? null : { bytes: body.total, stream: body.stream() };
    },
  };
}
