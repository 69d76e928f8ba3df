import type { TenantId } from '#contract/common.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Writer } from '#main/store/index.ts';
import type { Applied } from '../engine/application.ts';
import type { EngineContext } from '../engine/context.ts';
import type { Incoming } from '../engine/incoming.ts';
import type { SyncTable } from '../engine/registry.ts';
import type { TeamServer } from '../engine/server.ts';
import type { ConnectOptions, ServerConnection } from '../server/connect.ts';
import type { Team } from './table.ts';

/** What the functions of this domain work with. */
export interface SyncContext extends Pick<Kernel, 'store' | 'vault' | 'facts' | 'events' | 'now' | 'paths'> {
  readonly engine: EngineContext;
  readonly log: Kernel['host']['log'];
  /** Version of Patchbay, as the others of the team see it. */
  readonly app: string;
  /** Directory of the migrations of a team's database. */
  readonly migrations: string;
  serverOf(connection: ServerConnection, tenantId: TenantId): TeamServer;
  /** How this store logs in to the team's database. Throws VAULT_LOCKED. */
  loginOf(tenantId: TenantId): Promise<ConnectOptions>;
  /** Tells pages and domains what came in; runs in the transaction that applied it. */
  onApplied(tenantId: TenantId, applied: Applied, rows: readonly Incoming[]): void;
  tenantName(tenantId: TenantId): string;
  changeTeam(tenantId: TenantId, changes: Partial<Omit<Team, 'tenantId'>>): void;
  /** Runs a change of a row whose settings the vault may vouch for. */
  withSettings(w: Writer, tenantId: TenantId, table: SyncTable, id: string, work: () => void): void;
  /** Puts the secret that a conflict keeps in the place of the one that stands. */
  putKeptSecret(w: Writer, tenantId: TenantId, conflictId: string, rowId: string): void;
  forgetKeptSecret(w: Writer, tenantId: TenantId, conflictId: string): void;
  /** What was sent and refused waits again. */
  takeBack(tenantId: TenantId): void;
  /** Something about the state of sync changed. */
  signal(tenantId: TenantId): void;
}
