import { Anchor, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconPencil, IconPlug } from '@tabler/icons-react';
import { type CSSProperties, type KeyboardEvent, useEffect, useId, useState } from 'react';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import type { RequestAddress, SidebarProps } from '../draft/loadedDraft.ts';
import classes from '../requests.module.css';
import {
  type Branches,
  type TreeOperation,
  type TreeRow,
  useFoundOperations,
  useOperationTree,
} from './operationRows.ts';

interface OperationTreeProps extends SidebarProps {
  search: string;
  /** Operations are shown by their path, and not by their summary. */
  byPath: boolean;
  /** Empties the search. */
  onClear(): void;
}

/** Integrations with their operations; arrows move, right and left open and close, Enter opens the request. */
export function OperationTree({ search, byPath, address, onOpen, onClear }: OperationTreeProps) {
  const [branches, setBranches] = useState<Branches>(() => ({ opened: new Set([address.integration]), closed: none }));
  const all = useOperationTree(branches, address.integration, search === '');
  const found = useFoundOperations(search);
  const tree = search === '' ? all : found;
  const { rows } = tree;
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  useEffect(() => {
    if (address.integration !== '') setBranches((now) => withBranch(now, address.integration, true));
  }, [address.integration]);
  // What was active was among other rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search is what it waits for
  useEffect(() => setActive(null), [search]);
  const selected = rows.findIndex((row) => isOpen(row, address));
  const current = Math.min(active ?? selected, rows.length - 1);
  const choose = (row: TreeRow) => {
    setActive(rows.indexOf(row));
    if (row.kind === 'integration' && search !== '') {
      setBranches((now) => withBranch(now, row.integration.id, true));
      onOpen({ integration: row.integration.id });
      onClear();
    } else if (row.kind === 'integration' || row.kind === 'tag') {
      setBranches((now) => withBranch(now, row.branch, !row.open));
    } else onOpen({ integration: row.integration.id, operation: row.kind === 'operation' ? row.operation.key : '' });
  };
  if (tree.error !== null) return <ErrorNotice error={tree.error} onRetry={tree.retry} />;
  if (tree.pending) return <TreeSkeleton />;
  if (rows.length === 0) return tree.fetching ? <TreeSkeleton /> : <NothingHere search={search} />;
  return (
    <div className={classes.fillPanel}>
      <VirtualList
        frame={{
          role: 'tree',
          'aria-label': 'Operations by integration',
          tabIndex: 0,
          'aria-activedescendant': current < 0 ? undefined : `${id}-${current}`,
          onKeyDown: (event) => onKey(event, rows, Math.max(current, 0), setActive, choose),
        }}
        items={rows}
        current={current}
        onEnd={tree.more}
        render={(row, style, index) => (
          <OperationTreeRow
            key={rowKey(row)}
            id={`${id}-${index}`}
            row={row}
            style={style}
            selected={index === selected}
            active={index === current}
            byPath={byPath}
            onChoose={() => choose(row)}
          />
        )}
      />
      {tree.cut ? (
        <Text size="xs" c="dimmed" p="xs">
          There are more results. Type more to narrow them down.
        </Text>
      ) : null}
      {tree.fetching ? <Loader size="xs" pos="absolute" right={8} bottom={8} /> : null}
    </div>
  );
}

const none: ReadonlySet<string> = new Set();

function withBranch({ opened, closed }: Branches, branch: string, open: boolean): Branches {
  const [on, off] = [new Set(opened), new Set(closed)];
  if (open) on.add(branch);
  else on.delete(branch);
  if (open) off.delete(branch);
  else off.add(branch);
  return { opened: on, closed: off };
}

const isOpen = (row: TreeRow, address: RequestAddress) =>
  row.integration.id === address.integration &&
  (row.kind === 'operation'
    ? row.operation.key === address.operation
    : row.kind === 'byHand' && address.operation === '');

function rowKey(row: TreeRow): string {
  const own = { integration: '', tag: row.kind === 'tag' ? row.tag : '', operation: '', byHand: '' };
  return `${row.integration.id} ${row.kind} ${row.kind === 'operation' ? row.operation.key : own[row.kind]}`;
}

function onKey(
  event: KeyboardEvent,
  rows: readonly TreeRow[],
  current: number,
  go: (index: number) => void,
  choose: (row: TreeRow) => void,
): void {
  const row = rows[current];
  if (row === undefined) return;
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };
  const step = steps[event.key];
  if (step !== undefined) go(Math.min(Math.max(current + step, 0), rows.length - 1));
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(rows.length - 1);
  else if (event.key === 'Enter' || event.key === ' ') choose(row);
  else if (event.key === 'ArrowRight' && 'open' in row && !row.open) choose(row);
  else if (event.key === 'ArrowLeft' && 'open' in row && row.open) choose(row);
  else if (event.key === 'ArrowLeft') {
    const level = levelOf(row);
    go(
      Math.max(
        0,
        rows.findLastIndex((one, index) => index < current && levelOf(one) < level),
      ),
    );
  } else return;
  event.preventDefault();
}

function TreeSkeleton() {
  return (
    <Stack p="xs" gap="sm" role="status" aria-busy aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <Skeleton key={key} h={14} />
      ))}
    </Stack>
  );
}

function NothingHere({ search }: { search: string }) {
  const { importDefinition } = useAppActions();
  if (search !== '') {
    return (
      <Text size="sm" c="dimmed" p="sm">
        No results for “{search}”. Operations are found by a word of their summary, their path, their method or their
        name.
      </Text>
    );
  }
  return (
    <EmptyState icon={<IconPlug size={24} />} title="No integrations yet">
      Import a definition to see its operations here, or write a request by hand.
      <br />
      <Anchor component="button" type="button" size="sm" mt={8} onClick={() => importDefinition()}>
        Import definition
      </Anchor>
    </EmptyState>
  );
}

interface OperationTreeRowProps {
  id: string;
  row: TreeRow;
  style: CSSProperties;
  /** It is open in the editor. */
  selected: boolean;
  /** The keyboard is on it. */
  active: boolean;
  byPath: boolean;
  onChoose(): void;
}

const levelOf = (row: TreeRow): number => {
  if (row.kind === 'integration') return 1;
  return row.kind === 'operation' ? row.level : 2;
};

const indents = [6, 22, 38];

/** One line: an integration or a tag that opens, or an operation. */
function OperationTreeRow({ id, row, style, selected, active, byPath, onChoose }: OperationTreeRowProps) {
  const level = levelOf(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys, as WAI-ARIA asks of a tree with an active descendant
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-label={row.kind === 'operation' ? spoken(row.operation, byPath) : undefined}
      aria-level={level}
      aria-expanded={'open' in row ? row.open : undefined}
      aria-selected={selected}
      className={classes.item}
      style={{
        ...style,
        paddingLeft: indents[level - 1],
        ...(active ? { outline: '1px solid var(--mantine-color-default-border)', outlineOffset: -1 } : {}),
      }}
      title={
        row.kind === 'operation' ? [row.operation.key, row.operation.summary].filter(Boolean).join('\n') : undefined
      }
      onClick={onChoose}
    >
      <Content row={row} byPath={byPath} />
    </div>
  );
}

const nameOf = ({ summary, path }: TreeOperation): string => summary?.trim() || path;

/** What is shown, and the name that the definition gives it: "GET Get a user, users/get". */
function spoken(operation: TreeOperation, byPath: boolean): string {
  const name = `${operation.method} ${byPath ? operation.path : nameOf(operation)}`;
  return operation.operationId === undefined ? name : `${name}, ${operation.operationId}`;
}

function Content({ row, byPath }: { row: TreeRow; byPath: boolean }) {
  switch (row.kind) {
    case 'integration':
      return (
        <>
          <Chevron open={row.open} />
          <span className={classes.itemText} style={{ fontWeight: 600 }}>
            {row.integration.displayName}
          </span>
          <IntegrationState row={row} />
        </>
      );
    case 'tag':
      return (
        <>
          <Chevron open={row.open} />
          <span className={classes.itemText}>{row.tag === '' ? 'Without a tag' : row.tag}</span>
          <Count of={row.count} />
        </>
      );
    case 'operation':
      return (
        <>
          <MethodBadge method={row.operation.method} />
          <span className={classes.itemText} style={row.operation.deprecated ? { textDecoration: 'line-through' } : {}}>
            {byPath ? row.operation.path : nameOf(row.operation)}
          </span>
        </>
      );
    case 'byHand':
      return (
        <>
          <IconPencil size={14} aria-hidden />
          <span className={classes.itemText}>Custom request…</span>
        </>
      );
  }
}

function Chevron({ open }: { open: boolean }) {
  return open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />;
}

function Count({ of }: { of: number }) {
  return (
    <Text size="xs" c="dimmed">
      {of.toLocaleString('en')}
    </Text>
  );
}

function IntegrationState({ row }: { row: Extract<TreeRow, { kind: 'integration' }> }) {
  if (row.busy) return <Loader size={12} />;
  if (row.failed) {
    return (
      <Text size="xs" c="var(--mantine-color-error)">
        could not be read
      </Text>
    );
  }
  return row.integration.operations === null ? null : <Count of={row.integration.operations} />;
}
