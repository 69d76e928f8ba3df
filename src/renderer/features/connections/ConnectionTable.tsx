import { Box } from '@mantine/core';
import { type ReactNode, useCallback, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { ListedConnection } from '#contract/connections.ts';
import { countOf, ListTable } from '#renderer/ui/listPage/index.ts';
import type { Column } from '#renderer/ui/table/index.ts';
import { useColumnChoice } from '#renderer/ui/table/index.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { ConnectionBulkBar } from './ConnectionBulkBar.tsx';
import { ConnectionMenu } from './ConnectionMenu.tsx';
import { ConnectionDrawer } from './detail/ConnectionDrawer.tsx';
import { FilterBar, isUnfiltered, useConnectionFilter } from './FilterBar.tsx';
import { matchingConnections, useConnectionRows } from './queries.ts';

interface ConnectionTableProps {
  /** Names the choice of columns. */
  name: string;
  columns: readonly Column<ListedConnection>[];
  integrationId?: IntegrationId;
  empty: ReactNode;
}

const keyOf = (row: ListedConnection) => row.id;
const nameOf = (row: ListedConnection) => row.name;
/** As high as the filters, so that no row moves when one is chosen. */
const twoLines = 72;
const none: ReadonlySet<string> = new Set();
const menu = (row: ListedConnection) => <ConnectionMenu row={row} />;

/** Connections with filters in the address; a row opens beside them. */
export function ConnectionTable({ name, columns, integrationId, empty }: ConnectionTableProps) {
  const filter = useConnectionFilter();
  const { state, change } = filter;
  const rows = useConnectionRows(state, integrationId);
  const choice = useColumnChoice(name, columns);
  const noneYet = rows.answer?.all === 0 && isUnfiltered(state);
  const open = useCallback((row: ListedConnection) => change({ open: row.id }, { push: true }), [change]);
  const [chosen, setChosen] = useState(none);
  const chooseAll = () => matchingConnections(state, integrationId).then((ids) => setChosen(new Set(ids)), toastFault);
  const { total = 0, all = 0, attention = 0 } = rows.answer ?? {};
  return (
    <>
      {chosen.size > 0 ? (
        <Box mb="sm" mih={twoLines}>
          <ConnectionBulkBar chosen={chosen} onClear={() => setChosen(none)} />
        </Box>
      ) : noneYet ? null : (
        <FilterBar
          filter={filter}
          columns={choice}
          attention={attention}
          count={countOf({ total, all }, 'connection')}
        />
      )}
      <ListTable
        label="Connections"
        rows={rows}
        columns={choice}
        failed="The connections could not be read"
        keyOf={keyOf}
        nameOf={nameOf}
        sort={filter.sort}
        onSort={filter.onSort}
        selection={{ keys: chosen, onChange: setChosen, onAll: () => void chooseAll() }}
        onOpen={open}
        actions={menu}
        leastWidth={640}
        empty={empty}
      />
      <ConnectionDrawer id={state.open} onClose={() => change({ open: null })} />
    </>
  );
}
