import type { TenantId } from '#contract/common.ts';
import { handleJobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { memberFacts, tenantFacts, tenantJobs } from './facts.ts';
import { addMember, listMembers, removeMember, updateMember } from './members.ts';
import { memberships, personAliases, tenants, users } from './table.ts';
import { createTenant, readSession, removeTenant, renameTenant, type TeamPlace } from './tenants.ts';

interface TenantsPorts {
  /** Removes what domains keep of a deleted tenant outside the store. */
  readonly removeFiles: (tenantId: TenantId) => Promise<void>;
  readonly teamPlace: TeamPlace;
}

/** Organisations, their people and roles. */
export function createTenants(kernel: Kernel, ports: TenantsPorts): Domain<'tenants', null> {
  const { read } = kernel.store;
  const sessionOf = (actor: Actor) => readSession(read, actor, ports.teamPlace);
  return {
    name: 'tenants',
    routes: {
      session: sessionOf,
      switch: (_actor, { tenantId }, _signal, session) => {
        session.switchTenant(tenantId);
        return sessionOf(session.actor());
      },
      create: (actor, input) => createTenant(kernel, actor, input),
      rename: (actor, input) => renameTenant(kernel, actor, input),
      remove: (actor, input, _signal, session) => {
        removeTenant(kernel, actor, input);
        return sessionOf(session.actor());
      },
      members: (actor) => listMembers(read, actor),
      addMember: (actor, input) => addMember(kernel, actor, input),
      updateMember: (actor, input) => updateMember(kernel, actor, input),
      removeMember: (actor, input) => removeMember(kernel, actor, input),
    },
    api: null,
    tables: [
      {
        table: tenants,
        travels: 'all',
        kept: 'untilDeleted',
        merge: { shown: { thing: 'tenant', name: 'name' } },
      },
      { table: users, travels: 'all', kept: 'untilDeleted', merge: { shown: { thing: 'member', name: 'name' } } },
      {
        table: memberships,
        travels: 'all',
        kept: 'withParent',
        refersTo: { user_id: 'users' },
        merge: {
          shown: { thing: 'member', name: (row) => `(SELECT u.name FROM users AS u WHERE u.id = ${row}.user_id)` },
        },
      },
      { table: personAliases, travels: 'none', kept: 'withParent' },
    ],
    facts: [...Object.values(tenantFacts), ...Object.values(memberFacts)],
    jobs: handleJobs(tenantJobs, {
      removeFiles: async ({ payload }) => {
        await ports.removeFiles(payload.tenantId);
        return undefined;
      },
    }),
  };
}
