import { createRouterClient } from '@orpc/server';
import type { Role } from '#contract/common.ts';
import type { PatchbayConsole } from '#main/console.ts';
import type { Client } from './testConsole.ts';

/** A client for a new member of the tenant that `admin` is in. */
export async function actAs(console: PatchbayConsole, admin: Client, role: Role): Promise<Client> {
  const { tenant } = await admin.tenants.session();
  const { userId } = await admin.tenants.addMember({ name: `Some ${role} ${Math.random()}`, email: null, role });
  const session = console.openSession({ userId, tenantId: tenant.id });
  return createRouterClient(console.router, { context: { session } });
}
