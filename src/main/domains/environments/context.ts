import type { GroupId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';

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
}

export interface EnvironmentsContext extends Pick<Kernel, 'store' | 'facts' | 'vault' | 'now'>, EnvironmentsPorts {
  /** The environment of the console's process, for variables that are read from there. */
  readonly processValues: Readonly<Record<string, string | undefined>>;
  /** How long a command may take. */
  readonly commandMs: number;
}
