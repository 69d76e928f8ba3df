/** What the script decides about the run it is part of. */
export const execution: { nextRequest: { name: string | null } | null; skip: boolean } = {
  nextRequest: null,
  skip: false,
};

/** Ends the script: thrown through it, and no fault. */
export class Skipped extends Error {}

export function setNextRequest(name: unknown): void {
  execution.nextRequest = { name: name === null || name === undefined ? null : String(name) };
}

/** Only before a request is sent. Nothing after it runs. */
export function skipRequest(phase: 'before' | 'after'): never {
  if (phase === 'after') throw new TypeError('pm.execution.skipRequest is not a function');
  execution.skip = true;
  throw new Skipped('The request is skipped.');
}
