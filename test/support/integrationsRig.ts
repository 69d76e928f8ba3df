import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import type { Role } from '#contract/common.ts';
import type { IntegrationsDeps } from '#main/domains/integrations/index.ts';
import { createFirstTenant } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { createEvents, type Happening } from '#main/kernel/events.ts';
import { openStore, type Store } from '#main/store/index.ts';

/** For tests: a store with the shipped migrations in a folder of its own, a tenant and its admin. */
export function integrationsRig(overrides: Partial<IntegrationsDeps> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-integrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const migrations = join(import.meta.dirname, '../../resources/migrations/sqlite');
  const store = openStore({ file: join(folder, 'store.db'), migrations, backups: join(folder, 'backups') });
  onTestFinished(() => store.close());
  const events = createEvents();
  const happenings: Happening[] = [];
  events.onHappening((happening) => void happenings.push(happening));
  const clock = { at: 1_750_000_000_000 };
  const deps: IntegrationsDeps = {
    store,
    events,
    now: () => clock.at,
    logosDir: join(folder, 'logos'),
    usableConnections: () => sql<number>`0`,
    ...overrides,
  };
  return { folder, store, deps, clock, happenings, actor: newActor(store), other: newActor(store) };
}

let tenants = 0;

/** An admin of a tenant of their own. */
function newActor(store: Store): Actor {
  tenants += 1;
  const name = `Tenant ${tenants}`;
  const made = store.write((w) => {
    const identity = createFirstTenant(w, 1_750_000_000_000, 'Ada');
    w.run(sql`UPDATE tenants SET name = ${name} WHERE id = ${identity.tenantId}`);
    return identity;
  });
  return { ...made, name: 'Ada', role: 'admin' };
}

export const as = (actor: Actor, role: Role): Actor => ({ ...actor, role });
