import type { TenantId } from '#contract/common.ts';
import { installCapture } from '../engine/capture.ts';
import type { SyncContext } from './context.ts';
import { requireTeam } from './members.ts';
import { createRunner, type Runner } from './runner.ts';
import { readTeams } from './table.ts';

/** What keeps each shared tenant in step. */
export interface Runners {
  /** Lets changes be noted, in every process. */
  begin(): void;
  /** Keeps all shared tenants in step from now on. */
  start(): void;
  find(tenantId: TenantId): Runner | undefined;
  of(tenantId: TenantId): Runner;
  /** Throws NOT_SHARED. */
  required(tenantId: TenantId): Runner;
  end(tenantId: TenantId): Promise<void>;
  close(): Promise<void>;
}

/** @param isAutomatic whether they work by themselves, and not when they are asked alone */
export function createRunners(context: SyncContext, isAutomatic: boolean): Runners {
  const runners = new Map<TenantId, Runner>();
  const ends: (() => void)[] = [];
  const of = (tenantId: TenantId): Runner => {
    const runner = runners.get(tenantId) ?? createRunner(context, tenantId, isAutomatic);
    runners.set(tenantId, runner);
    return runner;
  };
  const end = async (tenantId: TenantId) => {
    const runner = runners.get(tenantId);
    runners.delete(tenantId);
    await runner?.close();
  };
  return {
    begin: () => {
      const { rows, registry } = context.engine;
      context.store.write(() => installCapture(rows.sqlite, registry, readTeams(rows).length > 0));
    },
    start: () => {
      for (const { tenantId } of readTeams(context.engine.rows)) of(tenantId);
      ends.push(
        context.events.onEvent((event) => {
          // What waited for the vault goes on once it is open.
          if (event.type === 'changed' && event.topic === 'vault')
            for (const runner of runners.values()) runner.onVault();
          // A tenant that was deleted here has left its team.
          if (event.type !== 'changed' || event.topic !== 'tenants') return;
          const shared = new Set(readTeams(context.engine.rows).map(({ tenantId }) => tenantId));
          for (const tenantId of runners.keys()) if (!shared.has(tenantId)) void end(tenantId);
        }),
      );
    },
    find: (tenantId) => runners.get(tenantId),
    of,
    required: (tenantId) => {
      requireTeam(context, tenantId);
      return of(tenantId);
    },
    end,
    close: async () => {
      for (const stop of ends) stop();
      await Promise.all([...runners.keys()].map(end));
    },
  };
}
