import type { Fault } from '#contract/fault.ts';
import type { OutboundResponse } from '#main/http/index.ts';

/** What became of a request: a response, or the fault that ended it. */
export type Outcome = { readonly response: OutboundResponse } | { readonly fault: Fault };
