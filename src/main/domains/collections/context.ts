import type { DefinitionReader, DefinitionsApi } from '#main/domains/definitions/index.ts';
import type { EnvironmentsApi } from '#main/domains/environments/index.ts';
import type { RequestsApi } from '#main/domains/requests/index.ts';
import type { Kernel } from '#main/kernel/kernel.ts';

/** What collections need of other domains. */
export interface CollectionsPorts {
  readonly definitions: DefinitionReader;
  readonly variables: Pick<
    EnvironmentsApi,
    | 'copyVariables'
    | 'removeSecretsOfGroup'
    | 'importVariables'
    | 'importEnvironment'
    | 'listVariables'
    | 'listEnvironment'
  >;
  /** The judge of what is typed into a draft. */
  readonly judgeOf: RequestsApi['judgeOf'];
  readonly uploads: DefinitionsApi['uploads'];
  /** What was sent, to be kept as an example. */
  readonly readSent: RequestsApi['readSent'];
}

export interface CollectionsContext extends Pick<Kernel, 'store' | 'facts' | 'now' | 'vault'>, CollectionsPorts {}
