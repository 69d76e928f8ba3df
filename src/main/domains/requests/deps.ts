import type { TokenSource } from '#main/domains/connections/index.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { Outbound } from '#main/http/index.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Store } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';
import type { InFlight } from './inFlight.ts';

export interface RequestsDeps {
  readonly store: Store;
  readonly events: Events;
  readonly vault: Vault;
  /** Its body directory must be `bodiesDir`. */
  readonly outbound: Outbound;
  readonly definitions: DefinitionReader;
  /** Tokens of OAuth2 connections. */
  readonly tokens: TokenSource;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Folder of the response bodies that are too long for the store. */
  readonly bodiesDir: string;
  /** Seconds that a request may take in all, where its draft does not say. */
  readonly timeoutSeconds: () => number;
  readonly inFlight: InFlight;
}
