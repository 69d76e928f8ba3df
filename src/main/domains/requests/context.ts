import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import type { Judge } from '#core/http/secretJudge.ts';
import type { ConnectionRow, Destinations, HandCredentials, TokenSource } from '#main/domains/connections/index.ts';
import type { CookieSource } from '#main/domains/cookies/domain.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { EnvironmentsApi, VariableScope } from '#main/domains/environments/index.ts';
import type { IntegrationRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { ScriptRunner } from '#main/scripts/index.ts';
import type { Reader } from '#main/store/index.ts';
import type { BuiltRequest } from './buildRequest.ts';
import type { SchemaMatcher } from './checks.ts';
import type { InFlight } from './inFlight.ts';
import type { GroupChain, GroupDefaults } from './inherit.ts';
import type { KeptFile, KeptFiles } from './keptFiles.ts';
import type { SessionValues } from './scriptValues.ts';

/** What requests need of other domains. */
export interface RequestsPorts {
  readonly definitions: DefinitionReader;
  /** Tokens of OAuth2 connections. */
  readonly tokens: TokenSource;
  readonly variables: Pick<EnvironmentsApi, 'scope' | 'readValues'>;
  readonly groupChain: GroupChain;
  /** Method and address of the saved requests of a name, as they are written. */
  savedNamed(r: Reader, actor: Actor, name: string): { method: string; url: string }[];
  /** A saved request keeps its files, however old they are, also while it can be restored. */
  isFileSaved(r: Reader, tenantId: string, fileId: string): boolean;
  /** Jars of cookies. */
  readonly cookies: CookieSource;
}

/** What the functions of this domain work with. */
export interface RequestsContext
  extends Pick<Kernel, 'store' | 'facts' | 'events' | 'vault' | 'outbound' | 'now'>,
    RequestsPorts {
  /** Folder of the response bodies that are too long for the store; the way out puts them there. */
  readonly bodiesDir: string;
  readonly files: KeptFiles;
  readonly inFlight: InFlight;
  readonly schemaMatcher: SchemaMatcher;
  readonly scripts: ScriptRunner;
  readonly session: SessionValues;
}

/** A draft with everything that it refers to, built but without the secret. */
export interface PreparedRequest {
  /** As it was written. */
  readonly draft: RequestDraft;
  /** The same with the content of its short text files, which are looked through for secrets. */
  readonly read: RequestDraft;
  /** With all that it takes on from its groups, and its variables filled in. */
  readonly filled: RequestDraft;
  /** Values of secret variables in it. */
  readonly secrets: readonly string[];
  readonly bodyHasSecrets: boolean;
  readonly scope: VariableScope;
  readonly chain: readonly GroupDefaults[];
  readonly built: BuiltRequest;
  /** The body as it goes out; null where there is none, or where it is still in pieces. */
  readonly outgoing: Uint8Array | KeptFile | null;
  /** What the definition, the integration and names say of what was typed. */
  readonly judge: Judge;
  readonly operation: OperationDetail | null;
  readonly integration: Pick<IntegrationRecord, 'id' | 'displayName' | 'baseUrl'> | null;
  readonly connection: ConnectionRow | null;
  /** Credentials that were typed by hand; null where there are none. */
  readonly byHand: HandCredentials | null;
  /** Where the connection's secret would go; null where none goes along, or the address is none. */
  readonly destinations: Destinations | null;
}
