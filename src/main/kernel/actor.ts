import type { TenantId, UserId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Role, reaches } from '#core/roles.ts';

/** Who calls, as the transport's session says; never read from a payload. */
export interface Actor {
  readonly userId: UserId;
  readonly name: string;
  readonly tenantId: TenantId;
  readonly role: Role;
}

/** What every handler gets with a call. */
export interface CallContext {
  readonly session: CallSession;
}

/** A transport's session: the person stays, the tenant can be switched. Reads the membership afresh at each call. */
export interface CallSession {
  actor(): Actor;
  switchTenant(tenantId: TenantId): void;
}

/** Throws FORBIDDEN unless the actor's role is `needed` or more. First line of every service function that changes something. */
export function requireRole(actor: Actor, needed: Role): void {
  if (reaches(actor.role, needed)) return;
  throw commonFaults.fault('FORBIDDEN', `This needs the role ${needed}; you are ${actor.role} in this tenant.`, {
    kept: 'Nothing was changed.',
    todo: 'Ask an admin of the tenant to do it or to change your role.',
  });
}

/** The answer for a row that does not exist, or belongs to another tenant, or to someone else's private things. */
export function notFound(what: string): Error {
  return commonFaults.fault('NOT_FOUND', `${what} does not exist in this tenant.`, {
    todo: 'It may have been deleted meanwhile; go back to the list.',
  });
}
