import { uuidv7 } from '#main/store/index.ts';
import type { Opened } from '../benchConsole.ts';

/** Fills a tenant with `count` integrations of mixed types and states, and a connection for every third of them. */
export async function seedIntegrations({ console: opened, client }: Opened, count: number): Promise<void> {
  const pattern = await client.integrations.create({
    name: 'pattern',
    type: 'api',
    provider: 'custom',
    baseUrl: 'https://pattern.example',
    manualAuth: { kind: 'bearer' },
  });
  await client.connections.create({
    integrationId: pattern.id,
    name: 'pattern',
    kind: 'bearer',
    schemeKey: null,
    visibility: 'team',
    secret: 'not-a-secret-but-long-enough',
  });
  const { sqlite } = opened.store;
  const types = ['data_source', 'ai_provider', 'notification', 'api', 'webhook', 'sso'];
  const words = ['Ledger', 'Harbour', 'Atlas', 'Beacon', 'Quarry', 'Meadow', 'Signal', 'Orchard'];
  const copy = copier(sqlite, 'integrations', pattern.id);
  const connect = copier(sqlite, 'connections', undefined);
  sqlite.transaction(() => {
    for (let index = 0; index < count - 1; index += 1) {
      const name = `${words[index % words.length]} ${String(index).padStart(5, '0')}`;
      const id = uuidv7();
      copy({
        id,
        name,
        name_key: name.toLowerCase(),
        display_name: name,
        display_key: name.toLowerCase(),
        search: `${name.toLowerCase()} custom`,
        type: types[index % types.length],
        status: ['ok', 'error', 'unknown'][index % 3],
        active: index % 7 === 0 ? 0 : 1,
        operations: index % 400,
        created_at: 1_700_000_000_000 + index * 60_000,
      });
      if (index % 3 === 0) connect({ id: uuidv7(), integration_id: id, name });
    }
  })();
  sqlite.exec('ANALYZE');
}

type Values = Record<string, string | number | undefined>;

/** Copies the one row of a table (the one with `id`, where there are more) with some columns changed. */
function copier(
  sqlite: Opened['console']['store']['sqlite'],
  table: string,
  id: string | undefined,
): (values: Values) => void {
  const query = `SELECT * FROM ${table} ${id === undefined ? '' : 'WHERE id = ?'} LIMIT 1`;
  const row = sqlite.prepare<string[], Record<string, unknown>>(query).get(...(id === undefined ? [] : [id])) ?? {};
  const columns = Object.keys(row);
  const insert = sqlite.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  return (values) => void insert.run({ ...row, ...values });
}

/** A definition with `count` operations that share a few schemas. */
export function largeDefinition(count: number): string {
  const paths = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/groups/${index % 60}/items/${index}/{id}`,
      {
        get: {
          operationId: `readItem${index}`,
          summary: `Reads item ${index}`,
          tags: [`group ${index % 60}`],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: {
              description: 'Found',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
            },
          },
        },
      },
    ]),
  );
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Large', version: '1' },
    servers: [{ url: 'https://large.example' }],
    paths,
    components: {
      schemas: {
        Item: { type: 'object', properties: { id: { type: 'string' }, next: { $ref: '#/components/schemas/Item' } } },
      },
    },
  });
}
