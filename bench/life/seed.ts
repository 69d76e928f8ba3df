import { uuidv7 } from '#main/store/index.ts';
import type { Opened } from '../benchConsole.ts';

const dayMs = 86_400_000;

/** Fills the tenant up to `count` connections of mixed states, ages and ends, each with a sealed secret. */
export function seedConnections({ console: opened }: Opened, count: number): void {
  const { sqlite } = opened.store;
  const now = Date.now();
  const one =
    sqlite.prepare<[], Record<string, unknown>>("SELECT * FROM connections WHERE name = 'pattern'").get() ?? {};
  const secret =
    sqlite.prepare<[unknown], Record<string, unknown>>('SELECT * FROM secrets WHERE owner_id = ?').get(one.id) ?? {};
  const integrations = sqlite.prepare<[], string>('SELECT id FROM integrations').pluck().all();
  const existing = sqlite.prepare<[], number>('SELECT count(*) FROM connections').pluck().get() ?? 0;
  const [connect, seal] = [inserter(opened, 'connections', one), inserter(opened, 'secrets', secret)];
  const sealMissing = sqlite
    .prepare<[], string>('SELECT id FROM connections WHERE id NOT IN (SELECT owner_id FROM secrets)')
    .pluck()
    .all();
  const setState = sqlite.prepare<[string, number | null, number | null, string]>(
    'UPDATE connection_state SET state = ?, last_used_at = ?, last_checked_at = ? WHERE connection_id = ? AND tenant_id IN (SELECT tenant_id FROM connections)',
  );
  sqlite.transaction(() => {
    for (const id of sealMissing) seal({ owner_id: id });
    for (let index = existing; index < count; index += 1) {
      const id = uuidv7();
      connect({
        id,
        integration_id: integrations[index % integrations.length],
        name: `connection ${index}`,
        is_default: 0,
        visibility: index % 3 === 0 ? 'private' : 'team',
        expires_at: index % 5 === 0 ? now + ((index % 120) - 20) * dayMs : null,
        created_at: now - index * 60_000,
      });
      setState.run(
        ['unchecked', 'valid', 'refused', 'failing'][index % 4] ?? 'valid',
        index % 2 === 0 ? now - (index % 200) * dayMs : null,
        index % 3 === 0 ? now - (index % 30) * dayMs : null,
        id,
      );
      seal({ owner_id: id });
    }
  })();
  sqlite.exec('ANALYZE');
}

type Values = Record<string, string | number | null | undefined>;

/** Writes copies of a row with some columns changed. */
function inserter({ store: { sqlite } }: Opened['console'], table: string, row: Record<string, unknown>) {
  const columns = Object.keys(row);
  const named = columns.map((column) => `@${column}`).join(', ');
  const insert = sqlite.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${named})`);
  return (values: Values): void => void insert.run({ ...row, ...values });
}
