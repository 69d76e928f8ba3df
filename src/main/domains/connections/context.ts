import type { Connection } from '#contract/connections.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { ConnectionRow } from './table.ts';

/** What connections need of other domains. */
export interface ConnectionsPorts {
  readonly definitions: DefinitionReader;
  /** Tokens of OAuth2 parts, which a higher tier fetches. */
  readonly tokens: TokenSource;
}

/** What the functions of this domain work with. */
export interface ConnectionsContext
  extends Pick<Kernel, 'store' | 'vault' | 'outbound' | 'facts' | 'events' | 'references' | 'now'>,
    ConnectionsPorts {}

/** What reading connections takes. */
export type ReadContext = Pick<ConnectionsContext, 'vault' | 'now' | 'tokens'>;

/** A token as it goes into a request. */
export interface AccessToken {
  readonly accessToken: string;
}

/**
 * Where the tokens of connections with an OAuth2 part come from. It keeps them sealed under the connection, in fields that begin with
 * `oauth:`, and calls `suspendConnection` and `resumeConnection` when they end or come back.
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
