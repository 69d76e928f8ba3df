import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Events } from '#main/kernel/events.ts';
import type { LogSink } from '#main/kernel/host.ts';
import type { Store } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';

/** A check, with whether a notice says already how it went. */
export interface Checked extends CheckResult {
  readonly noticed: boolean;
}

/** Sends one safe request and keeps the result with the integration and the connection. */
export type CheckConnection = (
  actor: Actor,
  input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
  signal?: AbortSignal,
) => Promise<Checked>;

export interface HealthDeps {
  readonly store: Store;
  readonly events: Events;
  readonly vault: Pick<Vault, 'state'>;
  readonly check: CheckConnection;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly log: LogSink;
}
