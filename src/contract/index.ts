import { activityContract } from './activity.ts';
import { assistantsContract } from './assistants.ts';
import { collectionsContract } from './collections.ts';
import { connectionsContract } from './connections.ts';
import { contractsContract } from './contracts.ts';
import { cookiesContract } from './cookies.ts';
import { definitionsContract } from './definitions.ts';
import { environmentsContract } from './environments.ts';
import { eventsContract } from './events.ts';
import { healthContract } from './health.ts';
import { integrationsContract } from './integrations.ts';
import { jobsContract } from './jobs.ts';
import { oauthContract } from './oauth.ts';
import { requestsContract } from './requests.ts';
import { runsContract } from './runs.ts';
import { sampleContract } from './sample.ts';
import { settingsContract } from './settings.ts';
import { socketsContract } from './sockets.ts';
import { syncContract } from './sync.ts';
import { systemContract } from './system.ts';
import { tenantsContract } from './tenants.ts';
import { vaultContract } from './vault.ts';

/** Every route of the console, a domain a key. */
export const contract = {
  tenants: tenantsContract,
  settings: settingsContract,
  vault: vaultContract,
  integrations: integrationsContract,
  definitions: definitionsContract,
  connections: connectionsContract,
  oauth: oauthContract,
  health: healthContract,
  assistants: assistantsContract,
  environments: environmentsContract,
  cookies: cookiesContract,
  requests: requestsContract,
  sockets: socketsContract,
  collections: collectionsContract,
  runs: runsContract,
  contracts: contractsContract,
  sync: syncContract,
  activity: activityContract,
  jobs: jobsContract,
  sample: sampleContract,
  system: systemContract,
  events: eventsContract,
};
export type Contract = typeof contract;
