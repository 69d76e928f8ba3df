import { commonFaults, Fault } from '#contract/fault.ts';
import { type SyncProblem, syncFaults } from '#contract/sync.ts';
import { ServerError, type ServerErrorKind } from '../server/errors.ts';

/** What is said of each in the contract; all else is a refusal. */
const codes: Partial<Record<ServerErrorKind, Parameters<typeof syncFaults.fault>[0]>> = {
  hostNotFound: 'SERVER_UNREACHABLE',
  refused: 'SERVER_UNREACHABLE',
  unreachable: 'SERVER_UNREACHABLE',
  connectTimeout: 'SERVER_UNREACHABLE',
  tooManyConnections: 'SERVER_UNREACHABLE',
  unavailable: 'SERVER_UNREACHABLE',
  timeout: 'SERVER_UNREACHABLE',
  locked: 'SERVER_UNREACHABLE',
  stalled: 'SERVER_UNREACHABLE',
  lost: 'SERVER_UNREACHABLE',
  tooOld: 'SERVER_TOO_OLD',
  noAccess: 'NO_ACCESS',
  revoked: 'NO_ACCESS',
  loginDisabled: 'NO_ACCESS',
  passwordRejected: 'NO_ACCESS',
  invitationRejected: 'NO_ACCESS',
  loginRejected: 'NO_ACCESS',
  expired: 'INVITATION_INVALID',
  taken: 'INVITATION_INVALID',
  clientTooOld: 'CLIENT_TOO_OLD',
  newerSchema: 'CLIENT_TOO_OLD',
  clientsTooOld: 'CLIENTS_TOO_OLD',
};

const keptHere = 'Everything that was changed here is kept, and is sent later.';

/** What the database said, as a person reads it. Anything that is no answer of a database stays as it is. */
export function faultOf(error: unknown, kept = 'Nothing was changed.'): unknown {
  if (!(error instanceof ServerError)) return error;
  if (error.kind === 'address')
    return commonFaults.fault('INVALID', error.message, { kept, todo: error.todo, field: 'url' });
  if (error.kind === 'roleTooLow') return commonFaults.fault('FORBIDDEN', error.message, { kept, todo: error.todo });
  return syncFaults.fault(codes[error.kind] ?? 'SERVER_REFUSED', error.message, { kept, todo: error.todo });
}

/** Why sync does not go on, kept until it does. */
export function problemOf(error: unknown, at: number): SyncProblem {
  const fault = faultOf(error, keptHere);
  if (!(fault instanceof Fault))
    return {
      code: 'UNEXPECTED',
      message: 'Sync failed. The log says more.',
      kept: keptHere,
      todo: 'It is tried again.',
      at,
    };
  return {
    code: fault.code,
    message: fault.message,
    kept: fault.data.kept ?? keptHere,
    todo: fault.data.todo ?? null,
    at,
  };
}

/** Whether it may work later without anybody doing anything here. */
export const passes = (error: unknown): boolean =>
  error instanceof ServerError ? error.passes : !(error instanceof Fault);
