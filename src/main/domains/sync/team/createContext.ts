import { eq } from 'drizzle-orm';
import type { TenantId, UserId } from '#contract/common.ts';
import { tenants } from '#main/domains/tenants/index.ts';
import type { TableUse } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import type { Applied } from '../engine/application.ts';
import type { EngineContext } from '../engine/context.ts';
import type { Incoming } from '../engine/incoming.ts';
import { userName } from '../engine/naming.ts';
import { createOutbox } from '../engine/outbox.ts';
import { readRegistry } from '../engine/registry.ts';
import { createRowStore } from '../engine/rows.ts';
import { secretOwner, TravellingSecrets } from '../engine/secrets.ts';
import { teamServer } from '../server/teamServer.ts';
import type { SyncContext } from './context.ts';
import { teamFacts } from './facts.ts';
import { createSecretKeys } from './keys.ts';
import { loginOf } from './login.ts';
import { changeTeam, readTeam } from './table.ts';

interface Given {
  readonly tables: () => readonly TableUse[];
  readonly afterSync: (tenantId: TenantId) => void;
  readonly migrations: string;
}

/** What all of this domain works with. The registry is read when it is first asked for, since it needs the tables of every domain. */
export function createSyncContext(kernel: Kernel, { tables, afterSync, migrations }: Given): SyncContext {
  const { store, vault, facts, events, now, paths, host } = kernel;
  let engine: EngineContext | undefined;
  const known = (): EngineContext => {
    engine ??= createEngine(kernel, tables(), () => known());
    return engine;
  };
  const team = (tenantId: TenantId) => {
    const found = readTeam(known().rows, tenantId);
    if (!found) throw new Error('The tenant is not shared any more.');
    return found;
  };
  const tenantName = (id: TenantId) =>
    store.read.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, id)).get()?.name ?? '';
  return {
    ...{ store, vault, facts, events, now, paths, migrations, tenantName },
    get engine() {
      return known();
    },
    log: host.log,
    app: host.version,
    serverOf: (connection, tenantId) =>
      teamServer(connection, { tenant: tenantId, client: team(tenantId).clientId, app: host.version }),
    loginOf: async (tenantId) => loginOf({ store, vault }, team(tenantId)),
    changeTeam: (tenantId, changes) => changeTeam(known().rows, tenantId, changes),
    takeBack: (tenantId) => known().outbox.bringBack(tenantId),
    signal: (tenantId) => events.signal('syncState', tenantId),
    onApplied: (tenantId, applied, rows) => {
      if (applied.changed.size === 0 && applied.conflicts === 0) return;
      noteReceived(tenantId, applied, rows);
      store.afterCommit(() => {
        events.signal('synced', tenantId);
        afterSync(tenantId);
      });
    },
    withSettings: (w, tenantId, table, id, work) => {
      if (table.name !== 'connections') return work();
      return vault.changeSettings(w, { tenantId, table: table.name, id }, work);
    },
    putKeptSecret: (w, tenantId, conflictId, rowId) => {
      const { secrets } = known().registry;
      if (secrets) vault.seal(w, secretOwner(secrets, tenantId, rowId), vault.open(w, keptOwner(tenantId, conflictId)));
    },
    forgetKeptSecret: (w, tenantId, conflictId) => vault.remove(w, keptOwner(tenantId, conflictId)),
  };

  /** One line of activity for what came in at once, with who did it. */
  function noteReceived(tenantId: TenantId, { changed, conflicts }: Applied, rows: readonly Incoming[]): void {
    const people = [...new Set(rows.map(({ byUser }) => byUser))].flatMap((id) => userName(known().rows, id) ?? []);
    const count = [...changed.values()].reduce((sum, ids) => sum + ids.length, 0);
    if (count === 0) return;
    store.write((w) =>
      facts.emit(w, teamFacts.received, {
        actor: { kind: 'system', tenantId, userId: '' as UserId, name: 'Patchbay', role: 'admin' },
        entity: { id: tenantId, name: people.join(', ') || 'the team' },
        after: { rows: count, conflicts },
      }),
    );
  }
}

const keptOwner = (tenantId: string, conflictId: string) => ({
  tenantId,
  table: 'sync_conflicts',
  id: conflictId,
  field: 'mine',
});

function createEngine(
  { store, vault, now }: Kernel,
  tables: readonly TableUse[],
  self: () => EngineContext,
): EngineContext {
  const registry = readRegistry(store.sqlite, tables);
  const rows = createRowStore(store.sqlite);
  return {
    registry,
    rows,
    outbox: createOutbox(rows, registry),
    secrets: new TravellingSecrets(vault, createSecretKeys({ engine: self, store, vault })),
    now,
    newId: () => uuidv7(now()),
    read: store.read,
    write: (work) => store.write(work),
    record: (work) => store.record(work),
    keepSecret: (w: Writer, tenantId, conflictId, rowId) => {
      const { secrets } = registry;
      if (secrets) vault.seal(w, keptOwner(tenantId, conflictId), vault.open(w, secretOwner(secrets, tenantId, rowId)));
    },
  };
}
