export { createTenants } from './domain.ts';
export { createFirstTenant, createSessions, type Identity, userExists } from './identity.ts';
export { memberships, users } from './table.ts';
