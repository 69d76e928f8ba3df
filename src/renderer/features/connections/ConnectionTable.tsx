import { type ReactNode, useCallback } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { connectionSort, type ListedConnection } from '#contract/connections.ts';
import { DataTable } from '#renderer/ui/DataTable.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { type Column, type SortState, skeletonSource } from '#renderer/ui/table/index.ts';
import { ConnectionMenu } from './ConnectionMenu.tsx';
import { useConnectionColumns } from './columns.tsx';
import { ConnectionDrawer } from './detail/ConnectionDrawer.tsx';
import { FilterBar, useFilterState } from './FilterBar.tsx';
import { useConnectionRows } from './queries.ts';

interface ConnectionTableProps {
  /** Names the choice of columns. */
  name: string;
  columns: readonly Column<ListedConnection>[];
  integrationId?: IntegrationId;
  empty: ReactNode;
}

const skeleton = skeletonSource<ListedConnection>();
const keyOf = (row: ListedConnection) => row.id;
const nameOf = (row: ListedConnection) => row.name;
const menu = (row: ListedConnection) => <ConnectionMenu row={row} />;

/** Connections with filters in the address; a row opens beside them. */
export function ConnectionTable({ name, columns, integrationId, empty }: ConnectionTableProps) {
  const [state, setState] = useFilterState();
  const rows = useConnectionRows(state, integrationId);
  const choice = useConnectionColumns(name, columns);
  const setText = useCallback((text: string) => setState({ text }), [setState]);
  const open = useCallback((row: ListedConnection) => setState({ open: row.id }, { push: true }), [setState]);
  const sort = ({ by, direction }: SortState) => setState({ sort: connectionSort.parse(by), direction });
  return (
    <>
      <FilterBar state={state} onChange={setState} onText={setText} columns={choice} />
      {rows.error !== null ? (
        <ErrorNotice error={rows.error} title="The connections could not be read" onRetry={rows.retry} />
      ) : (
        <DataTable
          label="Connections"
          columns={choice.shown}
          source={rows.loading ? skeleton : rows.source}
          keyOf={keyOf}
          nameOf={nameOf}
          sort={{ by: state.sort, direction: state.direction }}
          onSort={sort}
          onOpen={open}
          actions={menu}
          leastWidth={900}
          busy={rows.busy}
          empty={rows.loading ? null : empty}
        />
      )}
      <ConnectionDrawer id={state.open} onClose={() => setState({ open: null })} />
    </>
  );
}
