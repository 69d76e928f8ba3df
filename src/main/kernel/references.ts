import type { TenantId } from '#contract/common.ts';
import type { Reader } from '#main/store/index.ts';
import type { Domain, References, Use } from './domain.ts';

/** "What uses this", over every domain. */
export interface ReferenceIndex {
  register(references: Domain['references']): void;
  /** Everything that uses one thing. */
  uses(r: Reader, tenantId: TenantId, to: string, id: string): Use[];
  /** The ids of all that are used by something. */
  usedIds(r: Reader, tenantId: TenantId, to: string): Set<string>;
  /** How many things use each; those that nothing uses are left out. */
  counts(r: Reader, tenantId: TenantId, to: string, ids: readonly string[]): Map<string, number>;
}

export function createReferenceIndex(): ReferenceIndex {
  const all: References[] = [];
  const to = (kind: string) => all.filter((each) => each.to === kind);
  return {
    register: (references = []) => void all.push(...references),
    uses: (r, tenantId, kind, id) => to(kind).flatMap((each) => each.uses(r, tenantId, id)),
    usedIds: (r, tenantId, kind) => new Set(to(kind).flatMap((each) => each.usedIds(r, tenantId))),
    counts: (r, tenantId, kind, ids) => {
      const sums = new Map<string, number>();
      for (const each of to(kind))
        for (const { id, uses } of each.counts(r, tenantId, ids)) sums.set(id, (sums.get(id) ?? 0) + uses);
      return sums;
    },
  };
}
