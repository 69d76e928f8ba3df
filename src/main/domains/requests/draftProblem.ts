import type { z } from 'zod';
import type { draftProblem } from '#contract/requests.ts';

/** What stands in the way of a draft, or is odd about it. */
export type DraftProblem = z.infer<typeof draftProblem>;

/** Where in the body it is; both count from 1. */
interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** Nothing is sent while there is one. */
export const error = (field: string, message: string, place: Place = {}): DraftProblem => ({
  severity: 'error',
  field,
  message,
  ...place,
});

export const warning = (field: string, message: string, place: Place = {}): DraftProblem => ({
  severity: 'warning',
  field,
  message,
  ...place,
});
