import { and, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { TenantId, UserId } from '#contract/common.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { memberships, personAliases } from './table.ts';

/** Someone with several computers is another user in this store's own tenants than in those that came from elsewhere. */
export interface Alias {
  readonly tenantId: TenantId;
  /** The person of this store. */
  readonly personId: UserId;
  /** Who they are in the tenant. */
  readonly userId: UserId;
}

/** Whether a membership is of the person, under whichever user the tenant knows them. */
export const isOfPerson = (personId: UserId | Placeholder): SQL =>
  sql`${memberships.userId} = coalesce((SELECT ${personAliases.userId} FROM ${personAliases}
    WHERE ${personAliases.tenantId} = ${memberships.tenantId} AND ${personAliases.personId} = ${personId}), ${personId})`;

/** The user that a person is in a tenant. */
export function userIn(r: Reader, tenantId: TenantId, personId: UserId): UserId {
  const row = r
    .select({ userId: personAliases.userId })
    .from(personAliases)
    .where(and(eq(personAliases.tenantId, tenantId), eq(personAliases.personId, personId)))
    .get();
  return row?.userId ?? personId;
}

/** The person that a user of a tenant is, as the store's own tenants know them. */
export function personOf(r: Reader, { tenantId, userId }: Pick<Alias, 'tenantId' | 'userId'>): UserId {
  const row = r
    .select({ personId: personAliases.personId })
    .from(personAliases)
    .where(and(eq(personAliases.tenantId, tenantId), eq(personAliases.userId, userId)))
    .get();
  return row?.personId ?? userId;
}

/** From now on the person is this user in the tenant. */
export function setAlias(w: Writer, { tenantId, personId, userId }: Alias): void {
  w.delete(personAliases).where(eq(personAliases.tenantId, tenantId)).run();
  if (userId !== personId) w.insert(personAliases).values({ tenantId, personId, userId }).run();
}
