import type { EnvironmentId, GroupId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';

/** Where a request stands: what decides which variables it is filled in with. */
export interface Standpoint {
  readonly environmentId: EnvironmentId | null;
  readonly groupId: GroupId | null;
}

/** A value that a script or a capture set. */
export interface SetValue {
  readonly text: string;
  /** It is one, or one went into it. */
  readonly secret: boolean;
  /** As scripts get it, where that is no text. */
  readonly value?: unknown;
}

/** What scripts and captures set, by where it counts; null takes a value away. */
export type SetValues = Readonly<
  Record<'globals' | 'collection' | 'environment', ReadonlyMap<string, SetValue | null>>
>;

/** A collection or folder above a request. */
export interface GroupAbove {
  readonly id: GroupId;
  readonly name: string;
  readonly isCollection: boolean;
}

/** What environments need of other domains. */
export interface EnvironmentsPorts {
  /** The groups that hold a group, and itself, outermost first. Throws NOT_FOUND. */
  groupsAbove(r: Reader, actor: Actor, id: GroupId): readonly GroupAbove[];
  /** What scripts and captures of this person set since the console began. */
  setValues(actor: Actor, standpoint: Standpoint): SetValues;
}

export interface EnvironmentsContext extends Pick<Kernel, 'store' | 'facts' | 'vault' | 'now'>, EnvironmentsPorts {
  /** The environment of the console's process, for variables that are read from there. */
  readonly processValues: Readonly<Record<string, string | undefined>>;
  /** How long a command may take. */
  readonly commandMs: number;
}
