import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { tenantId, userId } from '#contract/common.ts';
import { openDefinitionWorkers, reviewDefinition, Uploads } from '#main/domains/definitions/index.ts';
import { createFacts } from '#main/facts/index.ts';
import { createJobs } from '#main/jobs/index.ts';
import { createEvents } from '#main/kernel/events.ts';
import { openStore } from '#main/store/index.ts';
import { manyOperations } from './definitionTexts.ts';

/** For the test that kills a process in the middle of an import: imports until it is killed, and tells when it stores. */
const [folder = '', tenant = '', user = ''] = process.argv.slice(2);
const migrations = join(import.meta.dirname, '../../resources/migrations/sqlite');
const options = { file: join(folder, 'patchbay.db'), migrations, backups: join(folder, 'backups') };
const store = openStore(options);
const events = createEvents();
const now = () => Date.now();
const log = () => undefined;
const actor = {
  kind: 'person',
  tenantId: tenantId.parse(tenant),
  userId: userId.parse(user),
  name: 'Ada',
  role: 'admin',
} as const;

events.onEvent((event) => {
  if (event.type === 'progress' && event.label === 'Storing the operations') process.stdout.write('storing\n');
});
await reviewDefinition(
  {
    store,
    events,
    facts: createFacts({ store, events, log, now }),
    jobs: createJobs({ store, events, log, now }),
    workers: openDefinitionWorkers(options),
    uploads: new Uploads(join(folder, 'uploads'), now),
    reviews: new Map(),
    now,
    usableConnections: () => sql<number>`0`,
    connectionsAffected: () => [],
    usesAffected: () => ({ savedRequestsAffected: [], assistantsAffected: [] }),
    outbound: { send: () => Promise.reject(new Error('No network here.')) },
  },
  actor,
  { source: { kind: 'text', text: manyOperations(40_000) }, job: 'kill' },
);
process.stdout.write('reviewed\n');
