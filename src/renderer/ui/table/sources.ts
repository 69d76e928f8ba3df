import { type QueryKey, type UseQueryOptions, type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RowSource } from './types.ts';

/** Rows in one question to main. */
const pageRows = 200;

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
  const combine = useCallback((results: UseQueryResult<A, Error>[]) => summarise(pages, results), [pages]);
  const now = useQueries({ queries: pages.map((at) => page(at * pageRows, pageRows)), combine });
  const want = useCallback(
    (from: number, to: number) =>
      setWanted((before) => {
        const next = { page, first: Math.floor(from / pageRows), last: Math.floor(to / pageRows) };
        const same = before.page === page && before.first === next.first && before.last === next.last;
        return same ? before : next;
      }),
    [page],
  );
  const known = useKnownPages(page, now.answers);
  const source = useMemo<RowSource<Row>>(
    () => ({
      total: known.answer?.total ?? 0,
      at: (index) => known.pages.get(Math.floor(index / pageRows))?.rows[index % pageRows],
      want,
    }),
    [known, want],
  );
  return {
    source,
    answer: known.answer,
    error: now.error,
    loading: known.answer === undefined && now.error === null,
    busy: known.of !== page || now.busy,
    retry: now.retry,
  };
}

/** The questions that are asked now, as one. */
function summarise<A>(pages: readonly number[], results: readonly UseQueryResult<A, Error>[]) {
  const answers = new Map<number, A>();
  results.forEach(({ data }, index) => {
    const at = pages[index];
    if (data !== undefined && at !== undefined) answers.set(at, data);
  });
  return {
    answers: answers as ReadonlyMap<number, A>,
    error: results.find(({ isError }) => isError)?.error ?? null,
    busy: results.some(({ isFetching }) => isFetching),
    retry: () => void Promise.all(results.map(({ refetch }) => refetch())),
  };
}

interface Known<A> {
  of: unknown;
  pages: ReadonlyMap<number, A>;
  answer: A | undefined;
}

/** Every page of the filter that was answered so far; those of the filter before until the first is. */
function useKnownPages<A>(of: unknown, answers: ReadonlyMap<number, A>): Known<A> {
  const last = useRef<Known<A>>({ of, pages: new Map(), answer: undefined });
  const known = useMemo(() => {
    const before = last.current;
    const [answer] = answers.values();
    if (before.of !== of) return answer === undefined ? before : { of, pages: answers, answer };
    return { of, pages: new Map([...before.pages, ...answers]), answer: answer ?? before.answer };
  }, [of, answers]);
  useEffect(() => {
    last.current = known;
  }, [known]);
  return known;
}

/** Rows that are all there. */
export function arraySource<Row>(rows: readonly Row[]): RowSource<Row> {
  return { total: rows.length, at: (index) => rows[index] };
}

const bones: RowSource<never> = { total: 8, at: () => undefined };

/** Skeleton rows for a first load; always the same object. */
export function skeletonSource<Row>(): RowSource<Row> {
  return bones;
}
