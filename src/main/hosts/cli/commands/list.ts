import type { IntegrationRow } from '#contract/integrations.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import type { Client } from '../withConsole.ts';

/** Lists the tenant's integrations by name. */
export async function list(client: Client, output: Output): Promise<void> {
  const rows = await allRows(client);
  const cells = rows.map((row) => [
    row.name,
    row.type,
    row.provider,
    row.active ? row.status : 'inactive',
    row.auth.join(' '),
    row.needsConnection ? 'needed' : String(row.connections),
    String(row.operations),
  ]);
  const head = ['NAME', 'TYPE', 'PROVIDER', 'STATUS', 'AUTHENTICATION', 'CONNECTIONS', 'OPERATIONS'];
  output.result(
    rows,
    rows.length > 0 ? table(head, cells) : ['No integrations yet. patchbay import <file> makes one.'],
  );
}

async function allRows(client: Client): Promise<IntegrationRow[]> {
  const all: IntegrationRow[] = [];
  for (;;) {
    const { rows, total } = await client.integrations.list({ offset: all.length, limit: 500 });
    all.push(...rows);
    if (rows.length === 0 || all.length >= total) return all;
  }
}
