import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Role } from '#contract/common.ts';
import { type IntegrationsContext, integrationFacts } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { kernelRig } from './kernelRig.ts';

/** For tests: a kernel on a folder of its own, a tenant and its admin. */
export function integrationsRig(overrides: Partial<IntegrationsContext> = {}) {
  const { kernel, folder, clock, lines, newActor } = kernelRig(Object.values(integrationFacts));
  const { store, events, facts, now } = kernel;
  const deps = {
    store,
    events,
    facts,
    now,
    logosDir: join(folder, 'logos'),
    isInBackup: (): boolean => false,
    usableConnections: () => sql<number>`0`,
    createDefaultConnection: () => undefined,
    ...overrides,
  };
  return { kernel, folder, store, deps, clock, happenings: lines, actor: newActor(), other: newActor() };
}

export const as = (actor: Actor, role: Role): Actor => ({ ...actor, role });
