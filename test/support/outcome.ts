import { ORPCError } from '@orpc/client';

/** How a call ended: `ok`, or the code of its refusal. What is no refusal is thrown on. A stream that began is ended. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await endStream(await call);
    return 'ok';
  } catch (error) {
    if (error instanceof ORPCError) return error.code;
    throw error;
  }
}

async function endStream(answer: unknown): Promise<void> {
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return;
  const end: unknown = Reflect.get(answer, 'return');
  if (typeof end === 'function') await end.call(answer);
}
