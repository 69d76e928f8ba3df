export type { CreateDefaultConnection, Credentials, IntegrationsContext, UsableConnections } from './context.ts';
export { createIntegrations, type IntegrationsApi } from './domain.ts';
export { integrationFacts } from './facts.ts';
export { completeFields, type NewFields } from './fields.ts';
export { createIntegration, freeName, insertIntegration } from './integration.ts';
export { purgeIntegrations, removeIntegrations, restoreIntegrations } from './remove.ts';
export {
  attachDefinition,
  badgesOf,
  detachDefinition,
  findRecord,
  type IntegrationRecord,
  integrations,
  keyOf,
  logoOf,
  readIntegration,
  readRecord,
  setOperationCount,
  setStatus,
} from './rows.ts';
