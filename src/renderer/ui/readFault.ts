import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { type FaultData, faultData } from '#core/fault.ts';

/** A failure in the words of the screen. `code` is the domain's code, `UNREACHABLE` where main did not answer, or `UNEXPECTED`. */
export interface ReadFault extends FaultData {
  code: string;
  message: string;
  /** Name of the log line of something unexpected. */
  logId?: string;
}

const loggedData = z.object({ id: z.string() });

/** Turns whatever a call threw into something that can be shown. */
export function readFault(error: unknown): ReadFault {
  if (error instanceof ORPCError) return fromAnswer(error);
  if (isUnreachable(error)) {
    return {
      code: 'UNREACHABLE',
      message: 'Patchbay isn’t responding.',
      kept: 'Nothing that was saved is lost.',
      todo: 'It reconnects by itself. If it doesn’t, restart Patchbay.',
    };
  }
  return { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) };
}

/** True where the call never reached main, or its answer never came back. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'NetworkError');
}

function fromAnswer(error: ORPCError<string, unknown>): ReadFault {
  const data = faultData.safeParse(error.data);
  const logged = loggedData.safeParse(error.data);
  return {
    code: error.code,
    message: error.message,
    ...(data.success ? data.data : {}),
    ...(logged.success ? { logId: logged.data.id } : {}),
  };
}
