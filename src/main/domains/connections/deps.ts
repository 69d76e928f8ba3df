import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Reader, Store, Writer } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';
import type { ConnectionRow } from './table.ts';

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

/** A token as it goes into a request. */
export interface AccessToken {
  readonly accessToken: string;
  /** As the server named it; any case of `Bearer` is one. */
  readonly tokenType: string;
}

/**
 * Where the tokens of connections with an OAuth2 part come from. It keeps them sealed under the connection, in fields that begin with
 * `oauth:`, and tells the connection's row through `haltConnection` and `reviveConnection` when they end or come back.
 */
export interface TokenSource {
  /**
   * A token that works for a while yet, refreshed ahead of its end. `part` counts from 0.
   * Throws NEEDS_SIGN_IN, REFRESH_FAILED, VAULT_LOCKED or a network fault.
   */
  fresh(actor: Actor, connection: ConnectionRow, part: number): Promise<AccessToken>;
  /** The API answered 401 to the token: renews it once where that can help. The caller sends again on `retry`. */
  refused(actor: Actor, connection: ConnectionRow): Promise<'retry' | 'needsSignIn'>;
  /** What is known of the tokens without opening them; `state` says more than the row does, where it does. */
  stateOf(r: Reader, connection: ConnectionRow): { tokens: TokenState; state?: Connection['state'] } | null;
  /**
   * Forgets the tokens of a connection whose settings lead elsewhere, in the caller's transaction. Answers whether a person must sign
   * in again.
   */
  forget(w: Writer, connection: ConnectionRow): boolean;
}
