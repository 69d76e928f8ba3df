import type { UserId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';

/** A secret that a member could use, with what it is for. */
export interface KnownSecret {
  readonly integration: string | null;
  readonly name: string;
  readonly path: string | null;
}

/** What a person could use of a tenant's secrets. */
export type KnownSecrets = (actor: Actor, userId: UserId) => KnownSecret[];
