import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Reader, Store } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';
import type { TokenSource } from './tokenSource.ts';

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
  /** Tokens of OAuth2 parts. Without it such a connection asks for a sign-in. */
  readonly tokens?: TokenSource;
  /** The same for all connections at once, for the inventory. */
  readonly usedIds?: readonly UsedIds[];
  /** How many things use each connection of a window. */
  readonly useCounts?: readonly UseCounts[];
}

/** How many things of one kind use each of these connections; those that nothing uses are left out. */
export type UseCounts = (
  r: Reader,
  tenantId: TenantId,
  ids: readonly ConnectionId[],
) => readonly { readonly id: ConnectionId; readonly uses: number }[];

/** Ids of the connections that one kind of thing uses. */
export type UsedIds = (r: Reader, tenantId: TenantId) => ConnectionId[];

/** Something that uses a connection; `path` leads to its page. */
export interface Use {
  kind: string;
  name: string;
  path?: string | null | undefined;
}

/** Names what uses a connection, as one kind of thing. */
export type UsersOf = (r: Reader, tenantId: TenantId, id: ConnectionId) => Use[];
