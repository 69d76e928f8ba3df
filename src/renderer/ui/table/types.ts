import type { ReactNode } from 'react';

export interface Column<Row> {
  id: string;
  /** The column's name, in its head and in the column choice. */
  title: string;
  /** A grid track: `120px`, `minmax(200px, 2fr)`. */
  width: string;
  cell: (row: Row) => ReactNode;
  /** The key to sort by; absent where the column cannot be sorted. */
  sort?: string;
  align?: 'end';
  /** Cannot be hidden. */
  fixed?: boolean;
  /** Hidden until a person shows it. */
  optional?: boolean;
  /** Left out while the window is narrower than so many px, so that no other column is cut or covered. */
  leastWindow?: number;
}

/** Where the rows come from. `at` answers undefined for a row that is not there yet: it is drawn as a skeleton. */
export interface RowSource<Row> {
  total: number;
  at: (index: number) => Row | undefined;
  /** Told which rows are on the screen, so that they can be fetched. */
  want?: (first: number, last: number) => void;
}

export interface SortState<Key extends string = string> {
  by: Key;
  direction: 'asc' | 'desc';
}

export interface Selection {
  keys: ReadonlySet<string>;
  onChange: (keys: ReadonlySet<string>) => void;
  /** Chooses everything that the filter matches, also rows that are not loaded. */
  onAll?: () => void;
}
