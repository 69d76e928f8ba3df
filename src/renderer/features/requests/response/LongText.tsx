import { Loader } from '@mantine/core';
import { useDebouncedValue, useElementSize } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import type { BodyRow } from '#contract/transfer.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { LongRows, type LongRowsHandle } from '#renderer/ui/virtualList/index.ts';
import classes from '../requests.module.css';
import { MatchBar, Searching } from './MatchBar.tsx';

const rowHeight = 20;
const rowsPerPage = 200;
const columnsUnwrapped = 2_000;
const mostColumns = 400;
/** Px beside the text: the room at both sides and the scroll bar. */
const beside = 36;

interface LongTextProps {
  id: ExchangeId;
  wrap: boolean;
  search: string;
}

/** A body of any length as text: the console reads the rows that are in view, and searches the rest. */
export function LongText({ id, wrap, search }: LongTextProps) {
  const { ref, width } = useElementSize();
  const [settled] = useDebouncedValue(width, 150, { leading: true });
  const [find] = useDebouncedValue(search, 250);
  const [digits, setDigits] = useState(3);
  const character = useMemo(characterWidth, []);
  const room = Math.floor((settled - beside) / character) - digits - 1;
  const columns = wrap ? Math.max(20, Math.min(mostColumns, room)) : columnsUnwrapped;
  return (
    <div ref={ref} className={classes.fillPanel}>
      {settled === 0 ? null : (
        <Rows id={id} columns={columns} find={find} digits={digits} onDigits={setDigits} key={columns} />
      )}
    </div>
  );
}

/** Px of a character in the text's font. */
function characterWidth(): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 8;
  const family = getComputedStyle(document.body).getPropertyValue('--mantine-font-family-monospace');
  context.font = `13px ${family || 'monospace'}`;
  return context.measureText('0'.repeat(100)).width / 100;
}

interface RowsProps {
  id: ExchangeId;
  columns: number;
  find: string;
  digits: number;
  onDigits(digits: number): void;
}

function Rows({ id, columns, find, digits, onDigits }: RowsProps) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const pages = useRowPages({ id, columns, find }, range);
  const view = useRef<LongRowsHandle>(null);
  const search = { id, columns, text: find };
  const found = useQuery(orpc.requests.findInBody.queryOptions({ input: search, enabled: find !== '', ...unchanging }));
  const matches = find === '' ? [] : (found.data?.matches ?? []);
  const [chosen, choose] = useState(-1);
  const active = matches[chosen];
  useEffect(() => {
    if (find !== '') choose(found.data !== undefined && found.data.matches.length > 0 ? 0 : -1);
  }, [find, found.data]);
  const row = active?.row;
  const at = active?.at;
  useEffect(() => {
    if (row !== undefined && at !== undefined) view.current?.show(row);
  }, [row, at]);
  const needed = String(pages.totalLines).length;
  useEffect(() => {
    if (needed > digits) onDigits(needed);
  }, [needed, digits, onDigits]);
  if (pages.error !== null) return <ErrorNotice error={pages.error} onRetry={pages.retry} />;
  return (
    <>
      {find === '' ? null : found.isPending ? (
        <Searching />
      ) : (
        <MatchBar
          count={matches.length}
          more={found.data?.more ?? false}
          at={chosen}
          onGo={(step) => choose((now) => (now + step + matches.length) % Math.max(1, matches.length))}
        />
      )}
      {pages.totalRows === null ? (
        <Loader size="xs" m="sm" aria-label="The body is read" />
      ) : (
        <LongRows
          ref={view}
          label="Body of the response"
          count={pages.totalRows}
          rowHeight={rowHeight}
          onRange={onRange}
          render={(index) => <RowText row={pages.at(index)} digits={digits} active={at} />}
        />
      )}
    </>
  );
}

/** A kept body never changes. */
const unchanging = { staleTime: Number.POSITIVE_INFINITY, gcTime: 30_000 };

function useRowPages({ id, columns, find }: { id: ExchangeId; columns: number; find: string }, range: Range) {
  const from = Math.floor(range.first / rowsPerPage);
  const to = Math.floor(range.last / rowsPerPage);
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const queries = useQueries({
    queries: numbers.map((page) => {
      const input = { id, columns, row: page * rowsPerPage, count: rowsPerPage, ...(find !== '' && { find }) };
      return orpc.requests.bodyRows.queryOptions({ input, placeholderData: keepPreviousData, ...unchanging });
    }),
  });
  const known = useRef<{ totalRows: number; totalLines: number } | null>(null);
  for (const { data } of queries) if (data !== undefined) known.current = data;
  const failed = queries.find(({ isError }) => isError);
  return {
    totalRows: known.current?.totalRows ?? null,
    totalLines: known.current?.totalLines ?? 0,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    at: (index: number): BodyRow | undefined => {
      const page = Math.floor(index / rowsPerPage);
      const query = queries[page - from];
      return query?.isPlaceholderData ? undefined : query?.data?.rows[index - page * rowsPerPage];
    },
  };
}

interface Range {
  first: number;
  last: number;
}

function RowText({ row, digits, active }: { row: BodyRow | undefined; digits: number; active: number | undefined }) {
  const number = row?.line == null ? '' : String(row.line);
  return (
    <>
      <span className={classes.lineNumber} aria-hidden>
        {number.padStart(digits)}
      </span>
      <span className={classes.rowText}>{row === undefined ? '' : marked(row, active)}</span>
    </>
  );
}

function marked({ text, marks }: BodyRow, active: number | undefined): ReactNode {
  if (marks.length === 0) return visible(text);
  const parts: ReactNode[] = [];
  let done = 0;
  for (const { from, to, at } of marks) {
    parts.push(visible(text.slice(done, from)));
    parts.push(
      <mark key={at} className={classes.match} data-active={at === active || undefined}>
        {visible(text.slice(from, to))}
      </mark>,
    );
    done = to;
  }
  return [...parts, visible(text.slice(done))];
}

/** Control characters as the signs that Unicode has for them: they would be invisible, or worse. */
export function visible(text: string): string {
  return text.replace(control, (sign) =>
    sign === '\x7f' ? '\u2421' : String.fromCharCode(0x2400 + sign.charCodeAt(0)),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought
const control = /[\0-\x08\x0a-\x1f\x7f]/g;
