export type { TenantsDeps } from './deps.ts';
export { createFirstTenant, type Identity, tenantIdsOf, userExists } from './firstStart.ts';
export { tenantsHandlers } from './handlers.ts';
export { createMemberLookup } from './memberOf.ts';
export { memberships, users } from './table.ts';
