import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DefinitionsDeps, openDefinitionWork } from '#main/domains/definitions/index.ts';
import { createOutbound } from '#main/http/index.ts';
import { integrationsRig } from './integrationsRig.ts';

const migrations = join(import.meta.dirname, '../../resources/migrations/sqlite');

/** For tests: what `integrationsRig` gives, with real workers and a real way out to loopback servers. */
export function definitionsRig(overrides: Partial<DefinitionsDeps> = {}) {
  const base = integrationsRig();
  const { folder, store, clock } = base;
  const work = openDefinitionWork({
    store: { file: store.file, migrations, backups: join(folder, 'backups') },
    uploadsDir: join(folder, 'uploads'),
    now: () => clock.at,
  });
  onTestFinished(() => work.close());
  const outbound = createOutbound({ bodyDirectory: join(folder, 'bodies'), userAgent: 'test' });
  onTestFinished(() => outbound.close());
  const deps = { ...base.deps, outbound, work, ...overrides };
  return { ...base, deps, work };
}
