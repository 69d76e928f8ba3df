import { ORPCError, oc } from '@orpc/contract';
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
  /** Names of the things that stand in the way, for example what still uses a connection. */
  names: z.array(z.string()).optional(),
  /** Which phase of a network request failed: address, dns, connect, proxy, tls, send, wait, download or redirect. */
  phase: z.string().optional(),
  /** What a network request tried: host, addresses and port, never a path or query. */
  tried: z.string().optional(),
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

/** Codes that any call can answer with. */
export const commonFaults = defineFaults({
  NOT_FOUND: { status: 404, message: 'The thing does not exist in this tenant.' },
  FORBIDDEN: { status: 403, message: 'The role of the person does not allow this.' },
  INVALID: { status: 422, message: 'The input is well-formed but cannot be used.' },
  CONFLICT: { status: 409, message: 'Something else has that name, or changed meanwhile.' },
  VAULT_LOCKED: { status: 423, message: 'The secret store is locked or not set up.' },
  CANCELLED: { status: 499, message: 'The person cancelled the work.' },
});

/** What a route says of itself to the kernel. */
export interface RouteMeta {
  /**
   * Whether a call counts as use of the vault, which starts the time until it locks by itself anew. A page that is merely open asks
   * again for what it shows, and that must not keep the vault open.
   */
  readonly countsAsUse: boolean;
}

/** Every route that a person sets off starts here, so that the common codes are declared on all of them. */
export const route = oc.$meta<RouteMeta>({ countsAsUse: true }).errors(commonFaults.map);

/** Routes that a page asks by itself, to show what stands. */
export const passive = route.meta({ countsAsUse: false });
