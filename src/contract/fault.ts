import { oc } from '@orpc/contract';
import { defineFaults } from '#core/fault.ts';

export { defineFaults, Fault, type FaultData } from '#core/fault.ts';

/** Codes that any call can answer with. */
export const commonFaults = defineFaults({
  NOT_FOUND: { status: 404, message: 'It does not exist in this tenant.' },
  FORBIDDEN: { status: 403, message: 'Your role does not allow this.' },
  INVALID: { status: 422, message: 'The input is well-formed but cannot be used.' },
  CONFLICT: { status: 409, message: 'The name is taken, or something changed in the meantime.' },
  CHANGED_MEANWHILE: { status: 409, message: 'Someone else changed the same fields since you opened them.' },
  VAULT_LOCKED: { status: 423, message: 'The vault is locked or not set up.' },
  UNREADABLE: { status: 422, message: 'Something stored is damaged and can’t be read.' },
  CANCELLED: { status: 499, message: 'Cancelled.' },
});

/** What a route says of itself to the kernel. */
export interface RouteMeta {
  /**
   * Whether a call counts as use of the vault, which starts the time until it locks by itself again. A page that is merely open asks
   * again for what it shows, and that must not keep the vault open.
   */
  readonly countsAsUse: boolean;
}

/** Every route that a person sets off starts here, so that the common codes are declared on all of them. */
export const route = oc.$meta<RouteMeta>({ countsAsUse: true }).errors(commonFaults.map);

/** Routes that a page asks by itself, to show what stands. */
export const passive = route.meta({ countsAsUse: false });
