import type { ConnectionId, ExchangeId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import type { OperationRow } from '#contract/definitions.ts';
import type { Exchange, RequestDraft } from '#contract/requests.ts';
import type { ConnectionsContext } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';

/** Sends a request and records it. Requests are a higher tier, so the composition root hands this in. */
export type SendDraft = (
  actor: Actor,
  input: { id: ExchangeId; draft: RequestDraft },
  signal?: AbortSignal,
) => Promise<Exchange>;

export type CheckConnection = (
  actor: Actor,
  input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
  signal?: AbortSignal,
) => Promise<CheckResult>;

/** What it takes to see connections and hold them against what integrations ask for. */
export type ReadDeps = Pick<ConnectionsContext, 'vault' | 'definitions' | 'now' | 'tokens'>;

export interface AssistantsDeps extends ReadDeps, Pick<ConnectionsContext, 'store' | 'events'> {
  /** The operations of an integration that are not hidden, in the order of their document. */
  readonly operationsOf: (actor: Actor, id: IntegrationId) => OperationRow[];
  /** One safe request with the connection, its result kept. */
  readonly check: CheckConnection;
  readonly send: SendDraft;
}
