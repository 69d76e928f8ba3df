import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { bodiesPath } from '#contract/transfer.ts';

/** Bytes on their way out of the console, as they are on disk. */
export interface ByteStream {
  readonly bytes: number;
  readonly stream: Readable;
}

/**
 * Addresses under which bytes can be fetched without a call: saving them then costs what copying their file costs. Each is a secret that
 * only the page which asked knows, and works for a minute.
 */
export interface Downloads {
  /** `open` is called when it is fetched; it may fail then, if what it opens has gone. */
  issue(open: () => Promise<ByteStream>): { path: string };
  /** Null where there is no such address, or no longer. */
  open(token: string): Promise<ByteStream | null>;
}

const lifeMs = 60_000;

export function createDownloads(now: () => number): Downloads {
  const issued = new Map<string, { open: () => Promise<ByteStream>; until: number }>();
  const forgetOld = () => {
    const at = now();
    // A clock that was set back must not let one live longer.
    for (const [token, { until }] of issued) if (until <= at || until > at + lifeMs) issued.delete(token);
  };
  return {
    issue: (open) => {
      forgetOld();
      const token = randomBytes(32).toString('base64url');
      issued.set(token, { open, until: now() + lifeMs });
      return { path: `${bodiesPath}${token}` };
    },
    open: async (token) => {
      forgetOld();
      return (
        issued
          .get(token)
          ?.open()
          .catch(() => null) ?? null
      );
    },
  };
}
