import type { z } from 'zod';
import type { draftProblem } from '#contract/requests.ts';

export type DraftProblem = z.infer<typeof draftProblem>;

export const error = (
  field: string,
  message: string,
  place: { line?: number; column?: number } = {},
): DraftProblem => ({
  severity: 'error',
  field,
  message,
  ...place,
});

export const warning = (
  field: string,
  message: string,
  place: { line?: number; column?: number } = {},
): DraftProblem => ({
  ...error(field, message, place),
  severity: 'warning',
});
