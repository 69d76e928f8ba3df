import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { readConnection } from '#main/domains/connections/read.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Store } from '#main/store/index.ts';

interface Rig {
  readonly deps: Parameters<typeof readConnection>[0];
  readonly store: Store;
  readonly admin: Actor;
}

/** A connection as the page shows it. */
export const shownConnection = ({ deps, store, admin }: Rig, id: ConnectionId): Connection =>
  readConnection(deps, store.read, admin, id);
