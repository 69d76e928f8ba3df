import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createOutbound } from '#main/http/index.ts';
import { integrationsFixture } from '../integrations/fixture.ts';
import type { DefinitionsDeps } from './deps.ts';
import { openDefinitionWork } from './work.ts';

const migrations = join(import.meta.dirname, '../../../../resources/migrations/sqlite');

/** For tests: what `integrationsFixture` gives, with real workers and a real way out to loopback servers. */
export function definitionsFixture(overrides: Partial<DefinitionsDeps> = {}) {
  const base = integrationsFixture();
  const { folder, store, clock } = base;
  const work = openDefinitionWork({
    store: { file: store.file, migrations, backups: join(folder, 'backups') },
    uploadsDir: join(folder, 'uploads'),
    now: () => clock.at,
  });
  onTestFinished(() => work.close());
  const outbound = createOutbound({ bodyDirectory: join(folder, 'bodies'), userAgent: 'test' });
  onTestFinished(() => outbound.close());
  const deps: DefinitionsDeps = { ...base.deps, outbound, work, ...overrides };
  return { ...base, deps, work };
}

/** A definition of two operations, and of the paths in `more`. */
export function petDefinition(version: string, more: object = {}): string {
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version },
    servers: [{ url: 'https://pets.example/v1' }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    paths: {
      '/pets': {
        get: {
          operationId: 'listPets',
          summary: 'All pets',
          tags: ['pets'],
          responses: { 200: { description: 'ok' } },
        },
      },
      '/pets/{id}': {
        get: {
          operationId: 'getPet',
          summary: 'One pet',
          tags: ['pets', 'one'],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'ok' } },
        },
      },
      ...more,
    },
  });
}
