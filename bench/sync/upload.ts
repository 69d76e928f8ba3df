import { Client } from 'pg';
import type { BenchTeam } from './benchTeam.ts';
import { sqliteOf } from './benchTeam.ts';
import { addRequests, editRequests } from './fillStore.ts';

const batch = 1_000;

/** So many edits of the first store, half of them new rows. */
export function edit({ first, tenantId }: BenchTeam, edits: number): void {
  addRequests(first, tenantId, edits / 2);
  editRequests(first, tenantId, edits / 2);
}

/** A table beside those of the schema, with the same columns and indexes and what they hold. */
export async function preparePlain({ database }: BenchTeam): Promise<void> {
  await database.admin(async (client) => {
    await client.query('CREATE TABLE public.plain (LIKE patchbay.rows INCLUDING ALL)');
    await client.query('INSERT INTO public.plain SELECT * FROM patchbay.rows');
    await client.query('ANALYZE public.plain');
  });
}

/**
 * The least that brings the same rows there: new ones inserted and changed columns joined to what is there, a thousand in a statement, in
 * one transaction. Nobody is asked who they are, nothing is checked, merged, noted for the audit or told to others.
 */
export async function sendPlain({ database, first, tenantId }: BenchTeam, edits: number): Promise<void> {
  const sqlite = sqliteOf(first);
  const made = sqlite
    .prepare<unknown[], Record<string, unknown>>(
      'SELECT * FROM saved_requests WHERE tenant_id = ? ORDER BY rowid DESC LIMIT ?',
    )
    .all(tenantId, edits / 2);
  const changed = sqlite
    .prepare<unknown[], Record<string, unknown>>(
      'SELECT id, url, updated_at FROM saved_requests WHERE tenant_id = ? ORDER BY id LIMIT ?',
    )
    .all(tenantId, edits / 2);
  const client = new Client(database.url);
  await client.connect();
  try {
    await client.query('BEGIN');
    for (let at = 0; at < made.length; at += batch) {
      const rows = made.slice(at, at + batch);
      await client.query(
        `INSERT INTO public.plain (tenant_id, table_name, row_id, rev, deleted, shared, data)
         SELECT $1, 'saved_requests', r, 2, false, true, d FROM unnest($2::text[], $3::jsonb[]) AS n (r, d)
         ON CONFLICT (tenant_id, table_name, row_id) DO UPDATE SET data = excluded.data`,
        [tenantId, rows.map(({ id }) => id), rows.map(({ id: _, tenant_id: __, ...row }) => JSON.stringify(row))],
      );
    }
    for (let at = 0; at < changed.length; at += batch) {
      const rows = changed.slice(at, at + batch);
      await client.query(
        `UPDATE public.plain AS p SET rev = 2, data = p.data || n.d FROM unnest($2::text[], $3::jsonb[]) AS n (r, d)
         WHERE p.tenant_id = $1 AND p.table_name = 'saved_requests' AND p.row_id = n.r`,
        [tenantId, rows.map(({ id }) => id), rows.map(({ id: _, ...row }) => JSON.stringify(row))],
      );
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
