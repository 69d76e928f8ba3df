import { ActionIcon, Loader, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconCopy, IconRoute } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { JsonTreeRow } from '#contract/bodies.ts';
import type { ExchangeId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { normalizedPath } from '#core/json/normalizedPath.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { LongRows, type LongRowsHandle } from '#renderer/ui/virtualList/index.ts';
import classes from '../requests.module.css';
import { type OpenNode, type PlacedRow, placeOf, rowAt, rowsBelow, withToggled } from './largeTree.ts';
import { TimeHint } from './TimeHint.tsx';

const rowsPerPage = 200;
const rowHeight = 24;
const page = 20;
const unchanging = { staleTime: Number.POSITIVE_INFINITY, gcTime: 30_000 };

/** A JSON body that is too long for the page as a tree: the console reads the rows that are in view. */
export function LargeTree({ id, folded }: { id: ExchangeId; folded: number }) {
  const root = useQuery(orpc.requests.jsonRows.queryOptions({ input: { id, at: null }, ...unchanging }));
  if (root.isError) return <ErrorNotice error={root.error} onRetry={() => void root.refetch()} />;
  if (root.data === undefined) return <Loader size="xs" m="sm" aria-label="The tree is built" />;
  const [row] = root.data.rows;
  if (root.data.problem !== null || row === undefined) {
    return (
      <Text size="sm" p="sm" c="var(--warning-text)">
        The body can’t be shown as a tree. {root.data.problem} Look at it as text.
      </Text>
    );
  }
  return <Rows key={folded} id={id} document={row} />;
}

function Rows({ id, document }: { id: ExchangeId; document: JsonTreeRow }) {
  const [root, setRoot] = useState<OpenNode>({
    at: document.at,
    size: document.size,
    isList: document.kind === 'list',
    location: [],
    open: [],
  });
  const [active, setActive] = useState(0);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const view = useRef<LongRowsHandle>(null);
  useEffect(() => view.current?.show(active), [active]);
  const count = 1 + rowsBelow(root);
  const read = useRowsOf(id, root, range, count);
  const at = (place: number): { placed: PlacedRow | null; row: JsonTreeRow | undefined } => {
    if (place === 0) return { placed: null, row: document };
    const placed = rowAt(root, place - 1);
    return { placed, row: read(placed) };
  };
  const toggle = (place: number) => {
    const { placed, row } = at(place);
    setActive(place);
    if (placed !== null && row !== undefined && row.size > 0) setRoot(withToggled(root, placed, row));
  };
  const onKey = (event: KeyboardEvent) => {
    const { placed, row } = at(active);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && row !== undefined) {
      void (event.shiftKey ? copy(pathOf(placed, row), 'Path copied') : copyValue(id, row));
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const isOpen = placed?.node !== undefined;
    const go = (to: number) => setActive(Math.max(0, Math.min(count - 1, to)));
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + page),
      PageUp: () => go(active - page),
      Home: () => go(0),
      End: () => go(count - 1),
      Enter: () => toggle(active),
      ' ': () => toggle(active),
      ArrowRight: () => (placed === null || isOpen || !row?.size ? go(active + 1) : toggle(active)),
      ArrowLeft: () => (isOpen ? toggle(active) : go(placed === null ? 0 : 1 + placeOf(root, placed.parent.at))),
    };
    const move = moves[event.key];
    move?.();
    return move !== undefined;
  };
  return (
    <LongRows
      ref={view}
      label="Body of the response"
      count={count}
      rowHeight={rowHeight}
      onRange={onRange}
      cursor={{
        role: 'tree',
        active,
        onKey,
        rowProps: (place) => {
          const { placed, row } = at(place);
          const hasMembers = (row?.size ?? 0) > 0;
          return {
            role: 'treeitem',
            'aria-level': placed?.level ?? 1,
            'aria-selected': place === active,
            'aria-setsize': placed?.parent.size ?? 1,
            'aria-posinset': (placed?.index ?? 0) + 1,
            ...(hasMembers && { 'aria-expanded': placed === null || placed.node !== undefined }),
            onClick: () => (hasMembers ? toggle(place) : setActive(place)),
          };
        },
      }}
      render={(place) => <TreeLine id={id} active={place === active} {...at(place)} />}
    />
  );
}

/** Reads the pages of members that are in view. */
function useRowsOf(id: ExchangeId, root: OpenNode, { first, last }: { first: number; last: number }, count: number) {
  const wanted = useMemo(() => {
    const pages = new Map<string, { at: number; from: number }>();
    for (let place = Math.max(1, first); place <= Math.min(last, count - 1); place += 1) {
      const { parent, index } = rowAt(root, place - 1);
      const from = Math.floor(index / rowsPerPage) * rowsPerPage;
      pages.set(`${parent.at} ${from}`, { at: parent.at, from });
    }
    return pages;
  }, [root, first, last, count]);
  const inputs = [...wanted.values()];
  const queries = useQueries({
    queries: inputs.map((input) =>
      orpc.requests.jsonRows.queryOptions({ input: { id, count: rowsPerPage, ...input }, ...unchanging }),
    ),
  });
  const found = new Map([...wanted.keys()].map((key, index) => [key, queries[index]?.data?.rows]));
  return ({ parent, index }: PlacedRow): JsonTreeRow | undefined => {
    const from = Math.floor(index / rowsPerPage) * rowsPerPage;
    return found.get(`${parent.at} ${from}`)?.[index - from];
  };
}

interface TreeLineProps {
  id: ExchangeId;
  active: boolean;
  placed: PlacedRow | null;
  row: JsonTreeRow | undefined;
}

function TreeLine({ id, active, placed, row }: TreeLineProps) {
  const level = (placed?.level ?? 1) - 1;
  const isOpen = placed === null || placed.node !== undefined;
  return (
    <span className={classes.treeLine} style={{ paddingInlineStart: 4 + level * 16 }} data-active={active || undefined}>
      <span className={classes.twisty}>
        {!row?.size ? null : isOpen ? (
          <IconChevronDown size={14} aria-hidden />
        ) : (
          <IconChevronRight size={14} aria-hidden />
        )}
      </span>
      <span className={classes.treeText}>
        {row?.name == null ? null : <span className={classes.treeName}>{row.name}: </span>}
        {row === undefined ? '…' : <RowValue row={row} />}
        {row === undefined ? null : <TimeHint name={row.name} value={scalarOf(row)} />}
      </span>
      {!active || row === undefined ? null : (
        <>
          <LineAction label="Copy value" icon={<IconCopy size={14} />} onClick={() => void copyValue(id, row)} />
          <LineAction
            label="Copy path"
            icon={<IconRoute size={14} />}
            onClick={() => void copy(pathOf(placed, row), 'Path copied')}
          />
        </>
      )}
    </span>
  );
}

export function RowValue({ row }: { row: Pick<JsonTreeRow, 'kind' | 'size' | 'text' | 'isCut'> }) {
  const { kind, size, text, isCut } = row;
  if (kind === 'list')
    return <span className={classes.treeSize}>{size === 0 ? '[]' : `[${counted(size, 'item')}]`}</span>;
  if (kind === 'object')
    return <span className={classes.treeSize}>{size === 0 ? '{}' : `{${counted(size, 'field')}}`}</span>;
  return (
    <span className={kind === 'text' ? classes.treeString : classes.treeScalar}>
      {text}
      {isCut ? '…' : ''}
    </span>
  );
}

interface LineActionProps {
  label: string;
  icon: ReactElement;
  onClick(): void;
}

function LineAction({ label, icon, onClick }: LineActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={22}
        variant="subtle"
        color="gray"
        tabIndex={-1}
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          onClick();
        }}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function scalarOf({ kind, text, isCut }: JsonTreeRow): unknown {
  if (isCut || kind === 'list' || kind === 'object') return undefined;
  return JSON.parse(text);
}

function pathOf(placed: PlacedRow | null, row: JsonTreeRow): string {
  return normalizedPath(placed === null ? [] : [...placed.parent.location, row.name ?? placed.index]);
}

/** Bytes of a value that the clipboard is given. */
const mostCopied = 4_000_000;

/** Copies a value as it was sent; a text bare. */
export async function copyValue(id: ExchangeId, { at, bytes, kind }: Pick<JsonTreeRow, 'at' | 'bytes' | 'kind'>) {
  if (bytes > mostCopied) {
    toastFault(new Error('The value is longer than 4 MB. Save the body instead.'), 'Not copied');
    return;
  }
  try {
    const { data } = await client.requests.body({ id, offset: at, length: bytes, as: 'text' });
    await copy(kind === 'text' ? String(JSON.parse(data)) : data, 'Value copied');
  } catch (error) {
    toastFault(error, 'Not copied');
  }
}

export async function copy(text: string, done: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  toastDone(done);
}
