import { type QueryKey, type UseQueryOptions, useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RowSource } from './types.ts';

/** Rows in one question to main. */
export const pageRows = 200;

interface Answer<Row> {
  rows: Row[];
  total: number;
}

export interface PagedSource<Row, A> {
  source: RowSource<Row>;
  /** The first answer, for counts beside the rows. */
  answer: A | undefined;
  error: unknown;
  /** Nothing has been answered yet. */
  loading: boolean;
  /** Older rows are shown while the newer ones are on their way. */
  busy: boolean;
  retry: () => void;
}

/**
 * A long list, of which only the pages on the screen are asked for. `page` makes the query of one page from its offset;
 * it must be stable while the filter is. Rows of the filter before stay until the new ones are there.
 */
export function usePagedSource<Row, A extends Answer<Row>>(
  page: (offset: number, limit: number) => UseQueryOptions<A, Error, A, QueryKey>,
): PagedSource<Row, A> {
  const [wanted, setWanted] = useState({ page, first: 0, last: 0 });
  const { first, last } = wanted.page === page ? wanted : { first: 0, last: 0 };
  const pages = useMemo(() => Array.from({ length: last - first + 1 }, (_, index) => first + index), [first, last]);
  const results = useQueries({ queries: pages.map((at) => page(at * pageRows, pageRows)) });
  const want = useCallback(
    (from: number, to: number) =>
      setWanted((before) => {
        const next = { page, first: Math.floor(from / pageRows), last: Math.floor(to / pageRows) };
        const same = before.page === page && before.first === next.first && before.last === next.last;
        return same ? before : next;
      }),
    [page],
  );
  const known = useKnownPages(
    page,
    pages,
    results.map((result) => result.data),
  );
  const source = useMemo<RowSource<Row>>(
    () => ({
      total: known.answer?.total ?? 0,
      at: (index) => known.pages.get(Math.floor(index / pageRows))?.rows[index % pageRows],
      want,
    }),
    [known, want],
  );
  const failed = results.find((result) => result.isError);
  return {
    source,
    answer: known.answer,
    error: failed?.error ?? null,
    loading: known.answer === undefined && failed === undefined,
    busy: known.of !== page || results.some((result) => result.isFetching),
    retry: () => void Promise.all(results.map((result) => result.refetch())),
  };
}

interface Known<A> {
  of: unknown;
  pages: ReadonlyMap<number, A>;
  answer: A | undefined;
}

/** Every page of the filter that was answered so far; those of the filter before until the first is. */
function useKnownPages<A>(of: unknown, at: readonly number[], data: readonly (A | undefined)[]): Known<A> {
  const last = useRef<Known<A>>({ of, pages: new Map(), answer: undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers themselves, not the array around them
  const known = useMemo(() => {
    const before = last.current;
    const pages = new Map(before.of === of ? before.pages : []);
    data.forEach((answer, index) => {
      const page = at[index];
      if (answer !== undefined && page !== undefined) pages.set(page, answer);
    });
    const answer = data.find((each) => each !== undefined);
    if (answer === undefined && before.of !== of) return before;
    return { of, pages, answer: answer ?? before.answer };
  }, [of, at, ...data]);
  useEffect(() => {
    last.current = known;
  }, [known]);
  return known;
}
