import type { Role } from '#contract/common.ts';
import { type Member, member, type Session, session, type Tenant, tenant } from '#contract/tenants.ts';

const uuid = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c${String(at).padStart(2, '0')}`;

/** A tenant, by number. */
export const tenantWith = (at: number, name: string, role: Role = 'admin'): Tenant =>
  tenant.parse({ id: uuid(at), name, createdAt: 1_700_000_000_000, role });

/** A session of the person of this console in the first of some tenants. */
export const sessionIn = (...tenants: [Tenant, ...Tenant[]]): Session =>
  session.parse({ user: { id: uuid(90), name: 'You', email: null }, tenant: tenants[0], tenants });

/** A person of a tenant, by number. */
export const memberWith = (at: number, name: string, more: Partial<Member> = {}): Member =>
  member.parse({
    userId: uuid(at),
    name,
    email: null,
    role: 'editor',
    createdAt: 1_700_000_000_000,
    self: false,
    ...more,
  });
