import { syncFaults } from '#contract/sync.ts';
import type { Domain, TableUse } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';

/** What a team shares through its own Postgres. */
interface SyncPorts {
  /** The tables of every domain. */
  readonly tables: () => readonly TableUse[];
}

export function createSync(_kernel: Kernel, _ports: SyncPorts): Domain<'sync', null> {
  const refuse = (): never => {
    throw syncFaults.fault('NOT_SHARED', 'This tenant is not shared with a team.');
  };
  return {
    name: 'sync',
    routes: {
      status: () => ({ team: null }),
      inspect: refuse,
      setupSql: refuse,
      init: refuse,
      invite: refuse,
      join: refuse,
      logins: () => [],
      revokeLogin: refuse,
      removeMember: refuse,
      now: refuse,
      cancel: refuse,
      leave: refuse,
      setSecrets: refuse,
      conflicts: () => [],
      decide: refuse,
      heldBack: () => [],
      retryHeldBack: refuse,
      answer: refuse,
    },
    api: null,
    tables: [],
    facts: [],
    jobs: [],
  };
}
