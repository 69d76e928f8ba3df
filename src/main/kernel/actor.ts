import type { TenantId, UserId } from '#contract/common.ts';
import { type Role, reaches } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';

interface Acting {
  /** The person; for a key its owner, for the system the person on whose behalf it works. */
  readonly userId: UserId;
  /** How the activity page calls them. */
  readonly name: string;
  readonly tenantId: TenantId;
  /** What it may do: the person's role, cut down by a key's scopes. */
  readonly role: Role;
}

/** Someone at a console. */
export interface Person extends Acting {
  readonly kind: 'person';
}

/** A program with an API key. */
export interface ApiKeyActor extends Acting {
  readonly kind: 'apiKey';
  readonly keyId: string;
}

/** The console itself, in a job. */
export interface SystemActor extends Acting {
  readonly kind: 'system';
}

/** Who calls, as the transport's session or a job says; never read from a payload. */
export type Actor = Person | ApiKeyActor | SystemActor;

/** What every handler gets with a call. */
export interface CallContext {
  readonly session: CallSession;
  /** A program calls and nobody sits in front: what it does is not use of the vault, which would keep that open for ever. */
  readonly unattended?: true;
}

/** A transport's session: the person stays, the tenant can be switched. Reads the membership afresh at each call. */
export interface CallSession {
  actor(): Actor;
  /** @param as who the person of this console is there, where a team knows them from another computer */
  switchTenant(tenantId: TenantId, as?: UserId): void;
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
    todo: 'It may have been deleted. Go back to the list.',
  });
}
