import { and, eq, isNull } from 'drizzle-orm';
import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { moveHost } from '#main/domains/connections/index.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Store } from '#main/store/index.ts';
import { document } from './document.ts';
import { createSampleApi, type SampleApi } from './server.ts';

/** A small API on this computer to try things out with. Anyone may start it. */
export function createSample({ store, vault }: Kernel, ports: SamplePorts): Domain<'sample', null> {
  const api = createSampleApi({ store });
  const context = { ...ports, store, vault, api };
  return {
    name: 'sample',
    routes: {
      start: () => api.start(),
      install: (actor) => installSample(context, actor),
    },
    api: null,
    tables: [],
    facts: [],
    jobs: [],
    start: () => api.resume(),
    close: () => api.close(),
  };
}

/** What the sample API is reached by. */
interface SampleInfo {
  readonly baseUrl: string;
  readonly definitionUrl: string;
  readonly apiKey: string;
}

/** What installing needs of lower domains. */
interface SamplePorts {
  readonly definitions: {
    /** Parses a document's text and stores it aside; for an integration that has a definition already, as its next one. */
    review(actor: Actor, input: { text: string; integrationId?: IntegrationId }): Promise<{ id: DefinitionId }>;
    /** Makes a reviewed document the definition of a new or an existing integration. */
    apply(actor: Actor, input: { id: DefinitionId; target: ImportTarget }): Integration | Promise<Integration>;
  };
  /** An integration as the actor sees it. */
  readonly readIntegration: (actor: Actor, id: IntegrationId) => Integration;
}

type ImportTarget =
  | { kind: 'existing'; integrationId: IntegrationId; baseUrl: string }
  | {
      kind: 'new';
      name: string;
      fields: { baseUrl: string; displayName: string; provider: string; description: string };
    };

interface SampleContext extends SamplePorts, Pick<Kernel, 'vault'> {
  readonly store: Store;
  readonly api: SampleApi;
}

const sampleProvider = 'sample';

/** Imports the sample API as the integration "Sample library", or finds it again; where its port is another one, its address follows. */
function installSample(context: SampleContext, actor: Actor): Promise<SampleInfo & { integration: Integration }> {
  requireRole(actor, 'editor');
  return context.api.alone(() => install(context, actor));
}

async function install(context: SampleContext, actor: Actor): Promise<SampleInfo & { integration: Integration }> {
  const info = await context.api.start();
  const { baseUrl } = info;
  const found = findInstalled(context, actor);
  if (found?.baseUrl === baseUrl && found.definition !== null) return { ...info, integration: found };
  const text = JSON.stringify(document(baseUrl), null, 2);
  const { id } = await context.definitions.review(actor, found ? { text, integrationId: found.id } : { text });
  if (found)
    context.store.write((w) =>
      moveHost(context, w, actor, {
        integrationId: found.id,
        from: new URL(found.baseUrl).host,
        to: new URL(baseUrl).host,
      }),
    );
  const target = found
    ? { kind: 'existing' as const, integrationId: found.id, baseUrl }
    : { kind: 'new' as const, name: 'Sample library', fields: { ...sampleFields, baseUrl } };
  return { ...info, integration: await context.definitions.apply(actor, { id, target }) };
}

const sampleFields = {
  displayName: 'Sample library',
  provider: sampleProvider,
  description: 'A small API on this computer, to try things out.',
};

function findInstalled({ store, readIntegration }: SampleContext, actor: Actor): Integration | null {
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
