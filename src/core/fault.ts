import { ORPCError } from '@orpc/contract';
import { z } from 'zod';

/** What every fault may tell besides its message: what was kept, what to do, and which part of the input it is about. */
export const faultData = z.object({
  /** What the console kept or left unchanged, one sentence. */
  kept: z.string().optional(),
  /** What the person can do next, one sentence. */
  todo: z.string().optional(),
  /** The input field the fault belongs to, as a dotted path. */
  field: z.string().optional(),
  /** Place in a document: JSON pointer (RFC 6901), line and column counted from 1. */
  pointer: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  /** Names of the things that are in the way, for example what still uses a connection. */
  names: z.array(z.string()).optional(),
  /** Fields that were changed elsewhere since the editor was opened, each with what is there now. */
  meanwhile: z.array(z.object({ field: z.string(), now: z.json() })).optional(),
  /** Which phase of a network request failed: address, dns, connect, proxy, tls, send, wait, download or redirect. */
  phase: z.string().optional(),
  /** What a network request tried: host, addresses and port, never a path or query. */
  tried: z.string().optional(),
  /** The certificate that is not trusted, as `host:port` and its SHA-256: what an exception in the settings names. */
  certificate: z.string().optional(),
});
export type FaultData = z.infer<typeof faultData>;

interface FaultMeaning {
  /** HTTP status that the loopback transport answers with. */
  status: number;
  /** One line: what the code means. */
  message: string;
}

/** An expected failure with a code from a domain's closed set; it crosses every transport with its message and data. */
export class Fault extends ORPCError<string, FaultData> {
  constructor(code: string, status: number, message: string, data: FaultData) {
    super(code, { status, message, data });
  }
}

type FaultMap<C extends string> = { readonly [K in C]: FaultMeaning & { data: typeof faultData } };

interface Faults<C extends string> {
  /** The error map for `oc.errors(…)`. */
  readonly map: FaultMap<C>;
  /** Makes the fault to throw. `message` says what happened, in words for the person at the screen. */
  fault(code: C, message: string, data?: FaultData): Fault;
}

/** Declares a domain's closed set of error codes, each with its one-line meaning. */
export function defineFaults<const C extends string>(meanings: Record<C, FaultMeaning>): Faults<C> {
  const entries = Object.entries<FaultMeaning>(meanings).map(([code, meaning]) => [
    code,
    { ...meaning, data: faultData },
  ]);
  return {
    map: Object.fromEntries(entries) as FaultMap<C>,
    fault: (code, message, data = {}) => new Fault(code, meanings[code].status, message, data),
  };
}
