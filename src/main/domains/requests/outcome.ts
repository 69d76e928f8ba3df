import type { Fault } from '#contract/fault.ts';
import type { OutboundResponse } from '#main/http/index.ts';
import type { SchemaMatch } from './matchSchema.ts';

/** What became of a request: a response, or the fault that ended it. */
export type Outcome =
  | { readonly response: OutboundResponse; readonly schemaMatch: SchemaMatch }
  | { readonly fault: Fault };
