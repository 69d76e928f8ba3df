import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Store } from '#main/store/index.ts';
import type { SampleApi } from './sampleApi.ts';

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
