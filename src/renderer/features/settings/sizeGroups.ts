/** Rows and bytes of one kind of data. */
export interface SizeRow {
  kind: string;
  rows: number;
  bytes: number;
}

const groups: Record<string, readonly string[]> = {
  Integrations: ['integrations'],
  'Definitions and operations': [
    'definitions',
    'definition_texts',
    'definition_operations',
    'definition_remotes',
    'hand_operations',
    'operation_edits',
  ],
  'Connections and sealed secrets': ['connections', 'deleted_connections', 'secrets', 'vault_state'],
  'Sent requests': ['exchanges'],
  'Saved requests': ['saved_requests'],
  Activity: ['activity'],
  'Tenants and people': ['tenants', 'users', 'memberships'],
};
const other = 'Everything else';

const groupOf = (table: string) => Object.keys(groups).find((group) => groups[group]?.includes(table)) ?? other;

/** Sizes by table as sizes by what a person knows, the largest first and what is left last. Rows of "everything else" count nothing a person made. */
export function sizeGroups(tables: readonly SizeRow[]): SizeRow[] {
  const sums = new Map<string, SizeRow>();
  for (const table of tables) {
    const kind = groupOf(table.kind);
    const sum = sums.get(kind) ?? { kind, rows: 0, bytes: 0 };
    sums.set(kind, { kind, rows: sum.rows + table.rows, bytes: sum.bytes + table.bytes });
  }
  return [...sums.values()].sort((a, b) => Number(a.kind === other) - Number(b.kind === other) || b.bytes - a.bytes);
}
