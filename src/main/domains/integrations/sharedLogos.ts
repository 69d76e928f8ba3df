import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import { bytes, keepFile, type Writer } from '#main/store/index.ts';
import type { IntegrationsContext } from './context.ts';
import { isLogoName } from './logoNames.ts';
import { integrations } from './rows.ts';

/** Mirror of `0035_logos.sql`. */
export const integrationLogos = sqliteTable(
  'integration_logos',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    file: text('file').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId] })],
);

/** A larger one stays on the computer where it was chosen. */
const mostTravels = 512 * 1024;

type Context = Pick<IntegrationsContext, 'store' | 'logosDir'>;

interface Logo {
  readonly file: string;
  readonly content: Uint8Array;
}

/** Lets a logo travel with its integration, in the transaction that sets it; null for none. */
export function shareLogo(w: Writer, tenantId: TenantId, integrationId: IntegrationId, logo: Logo | null): void {
  const own = and(eq(integrationLogos.tenantId, tenantId), eq(integrationLogos.integrationId, integrationId));
  w.delete(integrationLogos).where(own).run();
  if (logo !== null && logo.content.byteLength <= mostTravels)
    w.insert(integrationLogos)
      .values({ tenantId, integrationId, ...logo })
      .run();
}

/** Lets the logos of before this version travel as well. */
export async function shareEarlierLogos({ store, logosDir }: Context): Promise<void> {
  const { tenantId, id, logoFile } = integrations;
  const earlier = store.read
    .select({ tenantId, id, logoFile })
    .from(integrations)
    .leftJoin(integrationLogos, and(eq(integrationLogos.tenantId, tenantId), eq(integrationLogos.integrationId, id)))
    .where(and(isNotNull(logoFile), isNull(integrationLogos.file)))
    .all();
  for (const row of earlier) {
    const file = row.logoFile ?? '';
    const content = await readFile(join(logosDir, row.tenantId, file)).catch(() => null);
    if (content) store.write((w) => shareLogo(w, row.tenantId, row.id, { file, content }));
  }
}

/** Makes the files of logos that came from the team, and shows them. */
export async function takeSharedLogos({ store, logosDir }: Context, tenantId: TenantId): Promise<void> {
  const own = eq(integrationLogos.tenantId, tenantId);
  const came = store.read
    .select({ id: integrationLogos.integrationId, file: integrationLogos.file, content: integrationLogos.content })
    .from(integrationLogos)
    .innerJoin(
      integrations,
      and(eq(integrations.tenantId, tenantId), eq(integrations.id, integrationLogos.integrationId)),
    )
    .where(and(own, sql`${integrations.logoFile} IS NOT ${integrationLogos.file}`))
    .all();
  for (const { id, file, content } of came) {
    // A name from elsewhere leads nowhere else.
    if (!isLogoName(file)) continue;
    const path = join(logosDir, tenantId, file);
    await mkdir(join(logosDir, tenantId), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) await keepFile(path, content);
    show(store, tenantId, id, file);
  }
  const gone = sql`${integrations.tenantId} = ${tenantId} AND ${integrations.logoFile} IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM ${integrationLogos} WHERE ${own} AND ${integrationLogos.integrationId} = ${integrations.id})`;
  const left = store.read
    .select({ id: integrations.id, file: integrations.logoFile })
    .from(integrations)
    .where(gone)
    .all();
  // One that is too large to travel is nobody else's to take away.
  for (const { id, file } of left)
    if (file !== null && !(await isLarge(join(logosDir, tenantId, file)))) show(store, tenantId, id, null);
}

const isLarge = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found !== null && found.size > mostTravels;
};

function show(store: Context['store'], tenantId: TenantId, id: IntegrationId, logoFile: string | null): void {
  const own = and(eq(integrations.tenantId, tenantId), eq(integrations.id, id));
  store.write((w) => w.update(integrations).set({ logoFile }).where(own).run());
}
