import type { ConnectionId, IntegrationId, TenantId } from '#contract/common.ts';
import type { DefinitionReport, OperationDetail, OperationSummary } from '#contract/openapi.ts';
import type { Actor } from '#main/actor.ts';
import type { Events } from '#main/events.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Reader, Store } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';

/** What is asked of definitions: what an integration's one says, and its operations. */
export interface DefinitionReader {
  /** Null where the integration has none. */
  reportOf(r: Reader, actor: Actor, id: IntegrationId): { report: DefinitionReport; sourceUrl: string | null } | null;
  /** Operations in the order of the document, of the definition and written by hand. */
  summariesOf(
    r: Reader,
    actor: Actor,
    id: IntegrationId,
  ): Pick<OperationSummary, 'key' | 'method' | 'path' | 'security'>[];
  /** Throws NOT_FOUND or DEFINITION_OPERATION_UNKNOWN. */
  describe(
    actor: Actor,
    input: { integrationId: IntegrationId; key: string },
  ): OperationDetail | Promise<OperationDetail>;
}

export interface ConnectionsDeps {
  readonly store: Store;
  readonly events: Events;
  readonly vault: Vault;
  readonly outbound: Outbound;
  readonly definitions: DefinitionReader;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Things of higher tiers that use connections, by name; the composition root gathers them. */
  readonly usersOf?: readonly UsersOf[];
}

/** Names what uses a connection, as one kind of thing. */
export type UsersOf = (r: Reader, tenantId: TenantId, id: ConnectionId) => { kind: string; name: string }[];
