import type { TenantId } from '#contract/common.ts';
import type { HeldBack, SyncStatus } from '#contract/sync.ts';
import { waitsForSecrets } from '../engine/heldBack.ts';
import { parseAddress, placeOf } from '../server/address.ts';
import type { SyncContext } from './context.ts';
import type { Runner } from './runner.ts';
import { readTeam, type Team } from './table.ts';

type Shown = NonNullable<SyncStatus['team']>;

/** How a tenant stands with its team; team null where it is not shared. */
export function readStatus(context: SyncContext, tenantId: TenantId, runner: Runner | undefined): SyncStatus {
  const { engine } = context;
  const stored = readTeam(engine.rows, tenantId);
  if (!stored) return { team: null };
  const team = { ...stored, problem: runner?.state().problem ?? stored.problem };
  const count = (text: string) => engine.rows.statement(text).pluck().get(tenantId) as number;
  const doing = runner?.state();
  const toSend = engine.outbox.countAll(tenantId);
  const key = engine.secrets.state(tenantId);
  return {
    team: {
      server: placeOf(parseAddress(team.address).address),
      login: team.login,
      role: team.role,
      state: stateOf(team, toSend, doing),
      toSend,
      conflicts: count('SELECT count(*) FROM sync_conflicts WHERE tenant_id = ?'),
      heldBack: count(`SELECT count(*) FROM sync_held_back WHERE tenant_id = ? AND NOT ${waitsForSecrets}`),
      lastSuccessAt: team.lastSuccessAt,
      // What moves is not held up.
      problem: doing?.isWorking && doing.progress !== null ? null : team.problem,
      question: team.question,
      progress: doing?.progress ?? null,
      hears: doing?.hears ? 'atOnce' : 'byAsking',
      secrets: key === 'off' ? 'off' : key === 'noKey' ? 'noKey' : 'on',
      waitingForVault:
        key === 'off' ? 0 : count(`SELECT count(*) FROM sync_held_back WHERE tenant_id = ? AND ${waitsForSecrets}`),
    },
  };
}

function stateOf(
  { problem, question, scan }: Team,
  toSend: number,
  doing: ReturnType<Runner['state']> | undefined,
): Shown['state'] {
  if (question !== null) return 'stopped';
  if (doing?.isWorking && (doing.progress !== null || scan !== null)) return 'working';
  if (problem !== null) return problem.code === 'SERVER_UNREACHABLE' || doing?.isOffline ? 'offline' : 'stopped';
  return toSend > 0 || scan !== null ? 'waiting' : 'inStep';
}

interface HeldBackRow {
  readonly direction: 'in' | 'out';
  readonly table_name: string;
  readonly row_id: string;
  readonly name: string;
  readonly reason: string;
  readonly at: number;
}

/** What could not be sent or taken over. Secrets that wait for the vault are counted elsewhere. */
export function listHeldBack({ engine }: SyncContext, tenantId: TenantId): HeldBack[] {
  const rows = engine.rows
    .statement(`SELECT * FROM sync_held_back WHERE tenant_id = ? AND NOT ${waitsForSecrets} ORDER BY at DESC LIMIT 500`)
    .all(tenantId) as HeldBackRow[];
  return rows.map(({ direction, table_name, row_id, name, reason, at }) => ({
    id: JSON.stringify([direction, table_name, row_id]),
    direction,
    thing: engine.registry.byName.get(table_name)?.rules.shown?.thing ?? table_name,
    name,
    reason,
    at,
  }));
}
