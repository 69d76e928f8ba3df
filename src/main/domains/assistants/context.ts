import type { ConnectionId, ExchangeId, IntegrationId } from '#contract/common.ts';
import type { CheckResult, Connection, RequirementChoice } from '#contract/connections.ts';
import type { OperationRow } from '#contract/definitions.ts';
import type { Composed, RequestDraft, SentRequest } from '#contract/requests.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { IntegrationRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';

/** What assistants need of other domains. */
export interface AssistantsPorts {
  readonly connections: {
    /** Those of these ids that are the team's or the actor's own, in the order of the ids. */
    readMany(r: Reader, actor: Actor, ids: readonly ConnectionId[]): Connection[];
    /** What an integration requires. Throws NOT_FOUND. */
    requirements(
      r: Reader,
      actor: Actor,
      integration: Pick<IntegrationRecord, 'id' | 'definitionId'>,
    ): { readonly choices: readonly RequirementChoice[]; readonly optional: boolean };
    /** Sends one safe request with the connection and keeps what came of it. */
    check(
      actor: Actor,
      input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
      signal?: AbortSignal,
    ): Promise<CheckResult>;
  };
  readonly definitions: Pick<DefinitionReader, 'describe' | 'reportOf'> & {
    /** The operations of an integration that are not hidden, in the order of their document. */
    operationsOf(actor: Actor, id: IntegrationId): OperationRow[];
  };
  /** The request as it will be sent, with its secrets masked. */
  readonly compose: (actor: Actor, draft: RequestDraft, literal: boolean) => Promise<Pick<Composed, 'method' | 'url'>>;
  /** Sends a request and records it. Requests are a higher tier. */
  readonly send: (
    actor: Actor,
    input: { id: ExchangeId; draft: RequestDraft; literal: boolean },
    signal?: AbortSignal,
  ) => Promise<SentRequest>;
}

/** What the functions of this domain work with. */
export interface AssistantsContext extends Pick<Kernel, 'store' | 'facts' | 'now'>, AssistantsPorts {}

/** What it takes to see connections and compare them with what integrations require. */
export type ReadContext = Pick<AssistantsContext, 'connections'>;
