export { createTenants } from './domain.ts';
export { createFirstTenant, createMemberLookup, type Identity, tenantIdsOf, userExists } from './identity.ts';
export { memberships, users } from './table.ts';
