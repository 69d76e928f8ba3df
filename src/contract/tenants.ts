import { z } from 'zod';
import { expected, givenName, role, tenantId, timestamp, userId } from './common.ts';
import { defineFaults, passive, route } from './fault.ts';
import { readable, storedThings } from './readable.ts';

export const tenantFaults = defineFaults({
  NAME_TAKEN: { status: 409, message: 'This name is already taken.' },
  LAST_ADMIN: { status: 409, message: 'A tenant keeps at least one admin.' },
  LAST_TENANT: { status: 409, message: 'There must be at least one tenant.' },
});

export const tenant = z.object({
  id: tenantId,
  name: z.string(),
  createdAt: timestamp,
  role,
  /** What tells it from another tenant of this name that the person has; left out where the name is enough. */
  hint: z.string().optional(),
});
export type Tenant = z.infer<typeof tenant>;

export const member = z.object({
  userId,
  name: z.string(),
  email: z.string().nullable(),
  role,
  createdAt: timestamp,
  /** True for the person at this console. */
  self: z.boolean(),
});
export type Member = z.infer<typeof member>;

const damagedMember = {
  ...storedThings.person,
  instead: { role: 'viewer' },
} as const;

/** Only the role can be damaged, and then it allows the least. */
const shownTenant = readable(tenant, { ...storedThings.tenant, instead: { role: 'viewer' } });

/** What the person of a new store is called until they say who they are. */
export const unnamedPerson = 'Me';

/** Who acts: the person at this console and the tenant they are in. */
export const session = z.object({
  user: z.object({ id: userId, name: z.string(), email: z.string().nullable() }),
  tenant: shownTenant,
  tenants: z.array(shownTenant),
});
export type Session = z.infer<typeof session>;

export const mailAddress = z.email('Enter a mail address.').max(254).nullable();
const guarded = route.errors(tenantFaults.map);
const shown = passive.errors(tenantFaults.map);

export const tenantsContract = {
  /** The person and tenant of this session. */
  session: shown.output(session),
  /** Moves this session to another tenant of the same person. */
  switch: guarded.input(z.object({ tenantId })).output(session),
  create: guarded.input(z.object({ name: givenName })).output(tenant),
  rename: guarded.input(z.object({ tenantId, name: givenName, expected })).output(tenant),
  /** Deletes a tenant with everything in it; `confirmName` repeats its name. */
  remove: guarded.input(z.object({ tenantId, confirmName: z.string() })).output(session),
  members: shown.output(z.array(readable(member, damagedMember))),
  addMember: guarded.input(z.object({ name: givenName, email: mailAddress, role })).output(member),
  updateMember: guarded
    .input(
      z.object({ userId, name: givenName.optional(), email: mailAddress.optional(), role: role.optional(), expected }),
    )
    .output(member),
  removeMember: guarded.input(z.object({ userId })).output(z.object({ userId })),
};
