import type { TestDatabase } from '#test/support/postgres.ts';

const tables = ['rows', 'changes', 'revisions'];

/** Makes the large tables of a team's database anew, partitioned by the tenant, with everything that stands on them. */
export async function partition(database: TestDatabase, parts: number): Promise<void> {
  await database.admin(async (client) => {
    const run = (text: string) => client.query(text);
    await run('BEGIN');
    for (const table of tables) {
      const { rows: policies } = await client.query(
        "SELECT policyname AS name, cmd, roles::text[] AS roles, qual, with_check AS check FROM pg_policies WHERE schemaname = 'patchbay' AND tablename = $1",
        [table],
      );
      const { rows: triggers } = await client.query(
        `SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal`,
        [`patchbay.${table}`],
      );
      const { rows: owners } = await client.query(
        "SELECT tableowner AS name FROM pg_tables WHERE schemaname = 'patchbay' AND tablename = $1",
        [table],
      );
      await run(`ALTER TABLE patchbay.${table} RENAME TO ${table}_before`);
      await run(
        `CREATE TABLE patchbay.${table} (LIKE patchbay.${table}_before INCLUDING ALL) PARTITION BY HASH (tenant_id)`,
      );
      for (let part = 0; part < parts; part += 1)
        await run(
          `CREATE TABLE patchbay.${table}_${part} PARTITION OF patchbay.${table} FOR VALUES WITH (MODULUS ${parts}, REMAINDER ${part})`,
        );
      await run(`INSERT INTO patchbay.${table} SELECT * FROM patchbay.${table}_before`);
      await run(`DROP TABLE patchbay.${table}_before CASCADE`);
      for (const name of [table, ...Array.from({ length: parts }, (_, part) => `${table}_${part}`)]) {
        await run(`ALTER TABLE patchbay.${name} OWNER TO ${owners[0]?.name}`);
        await run(`ALTER TABLE patchbay.${name} ENABLE ROW LEVEL SECURITY`);
        await run(`ALTER TABLE patchbay.${name} FORCE ROW LEVEL SECURITY`);
      }
      for (const { name, cmd, roles, qual, check } of policies)
        await run(
          `CREATE POLICY ${name} ON patchbay.${table} FOR ${cmd} TO ${roles.join(', ')} USING (${qual})${check ? ` WITH CHECK (${check})` : ''}`,
        );
      for (const { text } of triggers) await run(String(text));
    }
    await run('COMMIT');
    await run('ANALYZE');
  });
}
