import { oc } from '@orpc/contract';
import { defineFaults } from '#core/fault.ts';

export { defineFaults, Fault, type FaultData } from '#core/fault.ts';

/** Codes that any call can answer with. */
export const commonFaults = defineFaults({
  NOT_FOUND: { status: 404, message: 'The thing does not exist in this tenant.' },
  FORBIDDEN: { status: 403, message: 'The role of the person does not allow this.' },
  INVALID: { status: 422, message: 'The input is well-formed but cannot be used.' },
  CONFLICT: { status: 409, message: 'Something else has that name, or changed meanwhile.' },
  CHANGED_MEANWHILE: { status: 409, message: 'Someone else changed the same fields since they were read.' },
  VAULT_LOCKED: { status: 423, message: 'The secret store is locked or not set up.' },
  UNREADABLE: { status: 422, message: 'What is stored of one thing is damaged and cannot be read.' },
  CANCELLED: { status: 499, message: 'The person cancelled the work.' },
});

/** What a route says of itself to the kernel. */
export interface RouteMeta {
  /**
   * Whether a call counts as use of the vault, which starts the time until it locks by itself anew. A page that is merely open asks
   * again for what it shows, and that must not keep the vault open.
   */
  readonly countsAsUse: boolean;
}

/** Every route that a person sets off starts here, so that the common codes are declared on all of them. */
export const route = oc.$meta<RouteMeta>({ countsAsUse: true }).errors(commonFaults.map);

/** Routes that a page asks by itself, to show what stands. */
export const passive = route.meta({ countsAsUse: false });
