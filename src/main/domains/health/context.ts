import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { MinuteOfDay } from './nextCheck.ts';

/** A check that was kept. */
export interface Checked extends CheckResult {
  /** A notice says already that the connection was refused. */
  readonly noticed: boolean;
}

/** What health needs of other domains. */
export interface HealthPorts {
  /** Sends one safe request and keeps the result with the integration and the connection. */
  readonly check: (
    actor: Actor,
    input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
    signal?: AbortSignal,
  ) => Promise<Checked>;
}

/** What the functions of this domain work with. */
export interface HealthContext extends Pick<Kernel, 'store' | 'facts' | 'events' | 'jobs' | 'now'>, HealthPorts {
  readonly vault: Pick<Kernel['vault'], 'standing'>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The clock on the wall, for quiet hours. */
  readonly minuteOfDay: MinuteOfDay;
}
