import { implement } from '@orpc/server';
import { tenantsContract } from '#contract/tenants.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import type { TenantsDeps } from './deps.ts';
import { addMember, listMembers, removeMember, updateMember } from './members.ts';
import { createTenant, readSession, removeTenant, renameTenant } from './service.ts';

export function tenantsHandlers(deps: TenantsDeps) {
  const os = implement(tenantsContract).$context<CallContext>();
  return os.router({
    session: os.session.handler(({ context }) => readSession(deps, context.session.actor())),
    switch: os.switch.handler(({ input, context }) => {
      context.session.switchTenant(input.tenantId);
      return readSession(deps, context.session.actor());
    }),
    create: os.create.handler(({ input, context }) => createTenant(deps, context.session.actor(), input)),
    rename: os.rename.handler(({ input, context }) => renameTenant(deps, context.session.actor(), input)),
    remove: os.remove.handler(({ input, context }) => {
      removeTenant(deps, context.session.actor(), input);
      return readSession(deps, context.session.actor());
    }),
    members: os.members.handler(({ context }) => listMembers(deps, context.session.actor())),
    addMember: os.addMember.handler(({ input, context }) => addMember(deps, context.session.actor(), input)),
    updateMember: os.updateMember.handler(({ input, context }) => updateMember(deps, context.session.actor(), input)),
    removeMember: os.removeMember.handler(({ input, context }) => removeMember(deps, context.session.actor(), input)),
  });
}
