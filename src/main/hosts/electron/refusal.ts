import { Fault } from '#contract/fault.ts';

/** Why Patchbay does not start, in words for the person: what happened, what was kept, what to do. */
export function refusalText(error: unknown): string {
  if (!(error instanceof Fault)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.data.kept, error.data.todo].filter((line) => line !== undefined).join('\n\n');
}
