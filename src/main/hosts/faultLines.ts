import type { Fault } from '#contract/fault.ts';

/** A fault in words for the person: what happened, what was kept, what to do. */
export function faultLines({ message, data }: Fault): string[] {
  return [message, data.kept, data.todo].filter((line) => line !== undefined);
}
