import { and, eq, isNull } from 'drizzle-orm';
import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { moveHost } from '#main/domains/connections/index.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Store } from '#main/store/index.ts';
import { document } from './document.ts';
import type { SampleApi } from './server.ts';

interface SampleInfo {
  readonly baseUrl: string;
  readonly definitionUrl: string;
  readonly apiKey: string;
}

/** Starts the API where it does not run yet. Anyone may try it. */
export function startSample({ api }: Pick<SampleDeps, 'api'>, _actor: Actor): Promise<SampleInfo> {
  return api.start();
}

const sampleProvider = 'sample';

/** Imports the sample API as the integration "Sample library", or finds it again; where its port is another one, its address follows. */
export function installSample(deps: SampleDeps, actor: Actor): Promise<SampleInfo & { integration: Integration }> {
  requireRole(actor, 'editor');
  return deps.api.alone(() => install(deps, actor));
}

async function install(deps: SampleDeps, actor: Actor): Promise<SampleInfo & { integration: Integration }> {
  const info = await deps.api.start();
  const { baseUrl } = info;
  const found = findInstalled(deps, actor);
  if (found?.baseUrl === baseUrl && found.definition !== null) return { ...info, integration: found };
  const text = JSON.stringify(document(baseUrl), null, 2);
  const { id } = await deps.definitions.review(actor, found ? { text, integrationId: found.id } : { text });
  if (found) deps.store.write((w) => moveHost(w, actor, found.id, new URL(found.baseUrl).host, new URL(baseUrl).host));
  const target = found
    ? { kind: 'existing' as const, integrationId: found.id, baseUrl }
    : { kind: 'new' as const, name: 'Sample library', fields: { ...sampleFields, baseUrl } };
  return { ...info, integration: await deps.definitions.apply(actor, { id, target }) };
}

const sampleFields = {
  displayName: 'Sample library',
  provider: sampleProvider,
  description: 'A small API on this computer, to try things out.',
};

function findInstalled({ store, readIntegration }: SampleDeps, actor: Actor): Integration | null {
  const row = store.read
    .select({ id: integrations.id })
    .from(integrations)
    .where(
      and(
        eq(integrations.tenantId, actor.tenantId),
        eq(integrations.provider, sampleProvider),
        isNull(integrations.deletedAt),
      ),
    )
    .get();
  return row ? readIntegration(actor, row.id) : null;
}

/** What installing asks of the domain of definitions. */
export interface DefinitionImport {
  /** Parses a document's text and stores it aside; for an integration that has a definition already, as its next one. */
  review(actor: Actor, input: { text: string; integrationId?: IntegrationId }): Promise<{ id: DefinitionId }>;
  /** Makes a reviewed document the definition of a new or an existing integration. */
  apply(actor: Actor, input: { id: DefinitionId; target: ImportTarget }): Integration | Promise<Integration>;
}

type ImportTarget =
  | { kind: 'existing'; integrationId: IntegrationId; baseUrl: string }
  | {
      kind: 'new';
      name: string;
      fields: { baseUrl: string; displayName: string; provider: string; description: string };
    };

export interface SampleDeps {
  readonly store: Store;
  readonly api: SampleApi;
  readonly definitions: DefinitionImport;
  /** An integration as the actor sees it. */
  readonly readIntegration: (actor: Actor, id: IntegrationId) => Integration;
}
