import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { EnvironmentsApi } from '#main/domains/environments/index.ts';
import type { RequestsApi } from '#main/domains/requests/index.ts';
import type { Kernel } from '#main/kernel/kernel.ts';

/** What collections need of other domains. */
export interface CollectionsPorts {
  readonly definitions: DefinitionReader;
  readonly variables: Pick<EnvironmentsApi, 'copyVariables' | 'removeSecretsOfGroup' | 'writeVariable'>;
  /** The judge of what is typed into a draft. */
  readonly judgeOf: RequestsApi['judgeOf'];
}

export interface CollectionsContext extends Pick<Kernel, 'store' | 'facts' | 'now' | 'vault'>, CollectionsPorts {}
