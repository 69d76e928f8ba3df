import { and, eq, isNull, ne } from 'drizzle-orm';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { Reader } from '#main/store/index.ts';
import { nameTaken, providerTaken } from './faults.ts';
import { keyOf } from './keys.ts';
import { integrations } from './table.ts';

interface Place {
  readonly tenantId: TenantId;
  /** The integration that asks; a new one has an id already. */
  readonly id: IntegrationId;
}

/** Who has the name now, other than the one that asks. */
export function nameHolder(r: Reader, { tenantId, id }: Place, name: string): string | undefined {
  return holder(r, tenantId, id, eq(integrations.nameKey, keyOf(name)));
}

/** Who stands for the provider now, other than the one that asks. Custom is never taken. */
export function providerHolder(r: Reader, { tenantId, id }: Place, provider: string): string | undefined {
  return provider === 'custom' ? undefined : holder(r, tenantId, id, eq(integrations.provider, provider));
}

function holder(r: Reader, tenantId: TenantId, id: IntegrationId, condition: ReturnType<typeof eq>) {
  const others = and(eq(integrations.tenantId, tenantId), isNull(integrations.deletedAt), ne(integrations.id, id));
  return r.select({ name: integrations.displayName }).from(integrations).where(and(others, condition)).get()?.name;
}

/** Throws NAME_TAKEN or PROVIDER_TAKEN. Call it under the write lock. */
export function refuseTaken(r: Reader, place: Place, fields: { name: string; provider: string }): void {
  if (nameHolder(r, place, fields.name) !== undefined) throw nameTaken(fields.name);
  const owner = providerHolder(r, place, fields.provider);
  if (owner !== undefined) throw providerTaken(fields.provider, owner);
}

/** A name like the wanted one that nobody has: `Jira copy`, `Jira copy 2`… */
export function freeName(r: Reader, place: Place, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : ` ${count}`;
    const name = `${wanted.slice(0, 120 - suffix.length)}${suffix}`;
    if (nameHolder(r, place, name) === undefined) return name;
  }
}
