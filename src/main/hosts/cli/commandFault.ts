import { ORPCError } from '@orpc/client';
import type { FaultData } from '#contract/fault.ts';

/** Codes of what the command line itself finds wrong; those of the contract, with the same meaning and exit code. */
type CommandCode =
  | 'INVALID'
  /** The command line itself is wrong; exit code 2. */
  | 'USAGE'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'VAULT_LOCKED'
  | 'NOT_SET_UP'
  | 'SCHEME_UNKNOWN'
  | 'SCHEME_UNSUPPORTED'
  | 'SERVER_REFUSED';

/** A fault of the command. The contract's own would bring its schemas along, which cost more than all else that a command needs. */
export const commandFault = (code: CommandCode, message: string, data: FaultData = {}): ORPCError<string, FaultData> =>
  new ORPCError<string, FaultData>(code, { message, data });
