import { sql } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import type { ActivityEntry } from '#contract/activity.ts';
import type { TenantId } from '#contract/common.ts';
import { createFirstTenant } from '#main/domains/tenants/index.ts';
import type { FactType } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Host } from '#main/kernel/host.ts';
import { type OpenKernel, openKernel } from '#main/kernel/kernel.ts';
import { dataPaths } from '#main/kernel/paths.ts';
import { temporaryFolder, testHost } from './testConsole.ts';

/** What the activity page would say of a fact. */
export type Line = Pick<ActivityEntry, 'action' | 'subject' | 'result' | 'details'> & {
  readonly kind: FactType['kind'];
  readonly tenantId: TenantId;
  readonly integrationId: string | null;
  readonly actor: { readonly userId: string | null; readonly name: string | null };
};

export interface KernelRig {
  readonly kernel: OpenKernel;
  readonly folder: string;
  readonly clock: { at: number };
  /** Lines of the facts that were emitted, in order. */
  readonly lines: Line[];
  /** An admin of a tenant of their own. */
  newActor(): Actor;
}

/** A kernel with the shipped migrations on a folder of its own, closed when the test ends. `types` are the facts that it knows. */
export function kernelRig(types: readonly FactType[] = [], overrides: Partial<Host> = {}): KernelRig {
  const folder = temporaryFolder();
  const clock = { at: 1_750_000_000_000 };
  const kernel = openKernel(testHost({ now: () => clock.at, ...overrides }), dataPaths(folder));
  onTestFinished(() => kernel.close(async () => undefined));
  kernel.facts.register(types, undefined);
  const lines: Line[] = [];
  kernel.facts.onFact((fact) => {
    const type = kernel.facts.typeOf(fact.type);
    if (!type || fact.silent) return;
    const { tenantId, subject, integrationId, actor } = fact;
    lines.push({
      kind: type.kind,
      action: type.action,
      result: type.result ?? 'ok',
      subject: fact.publicSubject ?? subject,
      details: fact.privateTo === null ? (type.details?.(fact.before ?? {}, fact.after ?? {}) ?? []) : [],
      tenantId,
      integrationId,
      actor: { userId: actor.id, name: actor.name },
    });
  });
  return { kernel, folder, clock, lines, newActor: () => newActor(kernel) };
}

let tenants = 0;

function newActor({ store }: Pick<OpenKernel, 'store'>): Actor {
  tenants += 1;
  const name = `Tenant ${tenants}`;
  const made = store.write((w) => {
    const identity = createFirstTenant(w, 1_750_000_000_000, 'Ada');
    w.run(sql`UPDATE tenants SET name = ${name} WHERE id = ${identity.tenantId}`);
    return identity;
  });
  return { ...made, kind: 'person', name: 'Ada', role: 'admin' };
}
