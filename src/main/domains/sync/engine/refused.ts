import { isRefusal, type ServerError } from '../server/errors.ts';
import type { Change } from './outbox.ts';
import type { Run } from './pull.ts';

/** The rows that the database refuses by themselves, found by halves. */
export async function findRefused(run: Run, changes: readonly Change[]): Promise<(readonly [Change, ServerError])[]> {
  run.signal.throwIfAborted();
  const reason = await refusalOf(run, changes);
  const [first] = changes;
  if (reason === null || first === undefined) return [];
  if (changes.length === 1) return [[first, reason]];
  const middle = Math.ceil(changes.length / 2);
  return [...(await findRefused(run, changes.slice(0, middle))), ...(await findRefused(run, changes.slice(middle)))];
}

/** Why the database would not take these changes; null where it would. */
export async function refusalOf({ context, server }: Run, changes: readonly Change[]): Promise<ServerError | null> {
  try {
    await server.probe(context.newId(), JSON.stringify(changes));
    return null;
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}
