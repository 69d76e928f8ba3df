import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type DefinitionsContext,
  definitionFacts,
  importFacts,
  openDefinitionWorkers,
  operationFacts,
  Uploads,
} from '#main/domains/definitions/index.ts';
import { createOutbound } from '#main/http/index.ts';
import { storeFiles } from '#main/kernel/kernel.ts';
import { integrationsRig } from './integrationsRig.ts';

/** For tests: what `integrationsRig` gives, with real workers and a real way out to loopback servers. */
export function definitionsRig(overrides: Partial<DefinitionsContext> = {}) {
  const base = integrationsRig();
  const { folder, kernel } = base;
  kernel.facts.register([definitionFacts, importFacts, operationFacts].flatMap(Object.values), undefined);
  const workers = openDefinitionWorkers(storeFiles(kernel.host, kernel.paths));
  onTestFinished(() => workers.close());
  const uploads = new Uploads(kernel.paths.uploads, kernel.now);
  onTestFinished(() => uploads.close());
  const outbound = createOutbound({ bodyDirectory: join(folder, 'bodies'), userAgent: 'test' });
  onTestFinished(() => outbound.close());
  const deps = {
    ...base.deps,
    jobs: kernel.jobs,
    outbound,
    uploads,
    workers,
    reviews: new Map<string, AbortController>(),
    connectionsAffected: () => [],
    usesAffected: () => ({ savedRequestsAffected: [], assistantsAffected: [] }),
    ...overrides,
  };
  return { ...base, deps, workers };
}
