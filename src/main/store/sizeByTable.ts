import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Reader } from './access.ts';

const rows = z.array(z.object({ name: z.string(), bytes: z.int() }));

/** Bytes on disk by table, its indexes counted in, largest first. Reads every page of the store. */
export function sizeByTable(r: Reader): { name: string; bytes: number }[] {
  return rows.parse(
    r.all(sql`
      SELECT coalesce(s.tbl_name, d.name) AS name, sum(d.pgsize) AS bytes
      FROM dbstat AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name
      WHERE d.aggregate = TRUE
      GROUP BY 1 ORDER BY bytes DESC, name`),
  );
}
