import { Button, Group, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useCallback } from 'react';
import { counted } from '#core/counted.ts';
import { ErrorNotice } from '../ErrorNotice.tsx';
import { SearchInput } from '../filters.tsx';
import { Page, PageHead } from '../Page.tsx';
import {
  type ColumnChoice,
  ColumnMenu,
  DataTable,
  type DataTableProps,
  type PagedSource,
  type SortState,
  skeletonSource,
} from '../table/index.ts';
import { type UrlField, type UrlFields, type UrlState, urlChoice, urlText, useUrlState } from '../useUrlState.ts';
import classes from './listPage.module.css';

interface ListPageProps {
  title: string;
  /** At the right of the title; the one primary action last. */
  actions?: ReactNode;
  /** `<ListFilters>`; hidden while rows are chosen. */
  filters: ReactNode;
  /** `<BulkBar>` while rows are chosen; it is where the filters were. */
  bulk?: ReactNode;
  /** `<ListTable>`. */
  children: ReactNode;
}

/** The page of a list that fills the window: head, filters or bulk actions, table. */
export function ListPage({ title, actions, filters, bulk, children }: ListPageProps) {
  const above = bulk ?? filters;
  return (
    <Page wide fill>
      <PageHead title={title} actions={actions} />
      {above === null || above === undefined ? null : <div className={classes.above}>{above}</div>}
      {children}
    </Page>
  );
}

interface ListFiltersProps<Row> {
  /** "Filter integrations": names the search and its field. */
  label: string;
  text: string;
  onText: (text: string) => void;
  /** The further filters. */
  children?: ReactNode;
  columns?: ColumnChoice<Row>;
  /** How many rows are shown, from `countOf`; null while that is not known. */
  count?: string | null;
  /** A second line, for filters that a click sets. */
  below?: ReactNode;
}

/** What a list shows: a search field, filters, and the choice of columns. */
export function ListFilters<Row>(props: ListFiltersProps<Row>) {
  const { label, text, onText, children, columns, count = null, below } = props;
  return (
    <Stack gap="xs" role="search" aria-label={label}>
      <Group gap="xs">
        <SearchInput label={label} value={text} onChange={onText} hotkey />
        {children}
        <Group ml="auto">
          {count === null ? null : (
            <Text size="sm" c="dimmed" role="status" visibleFrom="md">
              {count}
            </Text>
          )}
          {columns === undefined ? null : <ColumnMenu choice={columns} />}
        </Group>
      </Group>
      {below}
    </Stack>
  );
}

interface Counts {
  /** What the filter finds. */
  total: number;
  /** What there is without a filter. */
  all: number;
}

/** "42 integrations", "3 of 42 integrations"; null where there is nothing to count. */
export function countOf({ total, all }: Counts, one: string): string | null {
  if (all === 0) return null;
  return total === all ? counted(all, one) : `${total.toLocaleString('en')} of ${counted(all, one)}`;
}

interface BulkBarProps {
  /** "Selected integrations". */
  label: string;
  /** "3 integrations chosen". */
  chosen: string;
  onClear: () => void;
  /** The buttons. */
  children: ReactNode;
}

/** What can be done with all chosen rows. */
export function BulkBar({ label, chosen, onClear, children }: BulkBarProps) {
  return (
    <Group gap="xs" role="toolbar" aria-label={label} mih={36}>
      <Text size="sm" fw={600} role="status">
        {chosen}
      </Text>
      {children}
      <Button variant="subtle" ml="auto" leftSection={<IconX size={15} aria-hidden />} onClick={onClear}>
        Clear selection
      </Button>
    </Group>
  );
}

interface ListTableProps<Row, A> extends Omit<DataTableProps<Row>, 'source' | 'busy' | 'columns' | 'onResize'> {
  /** From `usePagedSource`. */
  rows: PagedSource<Row, A>;
  columns: ColumnChoice<Row>;
  /** "The integrations could not be read". */
  failed: string;
}

/** The rows of a list: bones while they load, the error with a way to try again, what to do where there are none. */
export function ListTable<Row, A>({ rows, columns, failed, empty, ...table }: ListTableProps<Row, A>) {
  if (rows.error !== null) return <ErrorNotice error={rows.error} title={failed} onRetry={rows.retry} />;
  return (
    <DataTable
      {...table}
      columns={columns.shown}
      onResize={columns.resize}
      source={rows.loading ? skeletonSource<Row>() : rows.source}
      busy={rows.busy}
      empty={rows.loading ? null : empty}
    />
  );
}

// A type and not an interface: only a type fits where any further fields may stand.
type ListFields<Sort extends string> = {
  text: UrlField<string>;
  sort: UrlField<Sort>;
  direction: UrlField<'asc' | 'desc'>;
};

/** Fields of a list's address: text, order, and its own filters. A constant outside of the component. */
export function listFields<const Sort extends string, F extends UrlFields>(
  sorts: readonly Sort[],
  first: NoInfer<Sort>,
  filters: F,
): ListFields<Sort> & F {
  return { text: urlText, ...filters, sort: urlChoice(sorts, first), direction: urlChoice(['asc', 'desc'], 'asc') };
}

/** Filter and order of a list, kept in the address, with what a search field and a table's head need. */
export function useListState<F extends ListFields<string> & UrlFields>(fields: F) {
  const [state, change] = useUrlState(fields);
  const setText = useCallback((text: string) => change({ text } as Partial<UrlState<F>>), [change]);
  const onSort = useCallback(
    ({ by, direction }: SortState) => change({ sort: fields.sort.read([by]), direction } as Partial<UrlState<F>>),
    [change, fields],
  );
  const sort: SortState = { by: state.sort, direction: state.direction };
  return { state, change, setText, sort, onSort };
}
