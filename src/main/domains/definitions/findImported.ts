import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Review } from '#contract/definitions.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { integrations } from '../integrations/index.ts';

/** The newest integration that came of a definition of this title, at this base URL: a title alone says too little. */
export function findImported(r: Reader, { tenantId }: Actor, title: string, baseUrl: string): Review['existing'] {
  const { id, displayName, definition, deletedAt, createdAt } = integrations;
  const same = and(
    eq(integrations.tenantId, tenantId),
    eq(integrations.baseUrl, baseUrl),
    isNull(deletedAt),
    eq(sql`json_extract(${definition}, '$.title')`, title),
  );
  const found = r.select({ id, displayName }).from(integrations).where(same).orderBy(desc(createdAt)).limit(1).get();
  return found ?? null;
}
