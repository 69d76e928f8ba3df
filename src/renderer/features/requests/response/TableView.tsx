import { Checkbox, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import classes from '../requests.module.css';
import { type ParsedTable, readTable } from './readTable.ts';

interface TableViewProps {
  id: ExchangeId;
  text: string;
  /** Only the beginning of the body. */
  isCut: boolean;
  search: string;
}

/** Comma- or tab-separated values as a table. */
export function TableView({ id, text, isCut, search }: TableViewProps) {
  const table = useQuery({
    queryKey: ['table', id],
    queryFn: ({ signal }) => readTable(text, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
  const [headed, setHeaded] = useState(true);
  if (table.isError) return <ErrorNotice error={table.error} onRetry={() => void table.refetch()} />;
  if (table.data === undefined) {
    return (
      <Text size="xs" c="dimmed" px="sm" role="status">
        Reading the table…
      </Text>
    );
  }
  return (
    <>
      <Group gap="md" px="sm" pb={4}>
        <Checkbox
          size="xs"
          label="The first row holds names"
          checked={headed}
          onChange={(event) => setHeaded(event.currentTarget.checked)}
        />
        {isCut || table.data.more ? (
          <Text size="xs" c="dimmed">
            Only the beginning is shown. Save the body for all of it.
          </Text>
        ) : null}
      </Group>
      <Grid table={table.data} headed={headed} search={search} />
    </>
  );
}

const rowHeight = 28;
const columnWidth = 170;
const mostColumns = 200;

function Grid({ table, headed, search }: { table: ParsedTable; headed: boolean; search: string }) {
  const { rows } = table;
  const names = headed ? rows[0] : undefined;
  const columns = Math.min(mostColumns, table.columns);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const body = rows.map((cells, index) => ({ cells, number: index + 1 })).slice(headed ? 1 : 0);
    return wanted === '' ? body : body.filter(({ cells }) => cells.some((cell) => cell.toLowerCase().includes(wanted)));
  }, [rows, headed, search]);
  const drawn = useVirtualRows<HTMLElement>({ count: shown.length, rowHeight, headHeight: rowHeight, overscan: 12 });
  const places = Array.from({ length: columns }, (_, index) => index);
  const [first, last] = [drawn.items[0], drawn.items.at(-1)];
  return (
    <>
      <Text size="xs" c="dimmed" px="sm" pb={4} role="status">
        {shown.length.toLocaleString()} {shown.length === 1 ? 'row' : 'rows'}
        {search.trim() === '' ? '' : ' found'}, {table.columns.toLocaleString()} columns
        {table.columns > mostColumns ? `, the first ${mostColumns} shown` : ''}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <section ref={drawn.frame} className={classes.grid} aria-label="Body of the response" tabIndex={0}>
        <table aria-label="Values" aria-rowcount={shown.length + 1} style={{ width: 60 + columns * columnWidth }}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className={classes.gridNumber}>
                #
              </th>
              {places.map((place) => (
                <th key={place} scope="col" title={names?.[place]}>
                  {names?.[place] ?? `Column ${place + 1}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Spacer height={first?.start ?? 0} />
            {drawn.items.map(({ index }) => {
              const row = shown[index];
              return row === undefined ? null : (
                <tr key={row.number} aria-rowindex={index + 2}>
                  <th scope="row" className={classes.gridNumber}>
                    {row.number}
                  </th>
                  {places.map((place) => (
                    <td key={place} title={row.cells[place]}>
                      {row.cells[place] ?? ''}
                    </td>
                  ))}
                </tr>
              );
            })}
            <Spacer height={drawn.height - (last?.end ?? 0)} />
          </tbody>
        </table>
      </section>
    </>
  );
}

/** Stands for the rows that are not in view. */
function Spacer({ height }: { height: number }) {
  return height <= 0 ? null : <tr aria-hidden style={{ height }} />;
}
