import { type ReactNode, useCallback } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { ListedConnection } from '#contract/connections.ts';
import { ListTable } from '#renderer/ui/listPage/index.ts';
import type { Column } from '#renderer/ui/table/index.ts';
import { useColumnChoice } from '#renderer/ui/table/index.ts';
import { ConnectionMenu } from './ConnectionMenu.tsx';
import { ConnectionDrawer } from './detail/ConnectionDrawer.tsx';
import { FilterBar, useConnectionFilter } from './FilterBar.tsx';
import { useConnectionRows } from './queries.ts';

interface ConnectionTableProps {
  /** Names the choice of columns. */
  name: string;
  columns: readonly Column<ListedConnection>[];
  integrationId?: IntegrationId;
  empty: ReactNode;
}

const keyOf = (row: ListedConnection) => row.id;
const nameOf = (row: ListedConnection) => row.name;
const menu = (row: ListedConnection) => <ConnectionMenu row={row} />;

/** Connections with filters in the address; a row opens beside them. */
export function ConnectionTable({ name, columns, integrationId, empty }: ConnectionTableProps) {
  const filter = useConnectionFilter();
  const { state, change } = filter;
  const rows = useConnectionRows(state, integrationId);
  const choice = useColumnChoice(name, columns);
  const open = useCallback((row: ListedConnection) => change({ open: row.id }, { push: true }), [change]);
  return (
    <>
      <FilterBar filter={filter} columns={choice} />
      <ListTable
        label="Connections"
        rows={rows}
        columns={choice}
        failed="The connections could not be read"
        keyOf={keyOf}
        nameOf={nameOf}
        sort={filter.sort}
        onSort={filter.onSort}
        onOpen={open}
        actions={menu}
        leastWidth={900}
        empty={empty}
      />
      <ConnectionDrawer id={state.open} onClose={() => change({ open: null })} />
    </>
  );
}
