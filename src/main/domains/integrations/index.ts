export type { CreateDefaultConnection, Credentials, IntegrationsContext, UsableConnections } from './context.ts';
export { completeFields, createIntegration, freeName, insertIntegration, type NewFields } from './create.ts';
export { createIntegrations } from './domain.ts';
export { integrationFacts } from './facts.ts';
export { purgeDeleted, removeIntegrations, restoreIntegrations } from './remove.ts';
export {
  badgesOf,
  findRecord,
  type IntegrationRecord,
  integrations,
  keyOf,
  logoOf,
  readIntegration,
  readRecord,
} from './rows.ts';
export { attachDefinition, detachDefinition, setOperationCount, setStatus } from './update.ts';
