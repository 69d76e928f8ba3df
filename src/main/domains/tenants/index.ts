export { personOf, setAlias, userIn } from './aliases.ts';
export { createTenants } from './domain.ts';
export { createFirstTenant, createSessions, type Identity, oldestAdmin, userExists } from './identity.ts';
export { memberships, tenants, users } from './table.ts';
export { readSession, type TeamPlace } from './tenants.ts';
