import { Anchor, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconPencil, IconPlug } from '@tabler/icons-react';
import { type CSSProperties, type KeyboardEvent, useEffect, useId, useState } from 'react';
import type { OperationRow } from '#contract/definitions.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { MiddleCut } from '#renderer/ui/MiddleCut.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import type { RequestAddress, SidebarProps } from '../draft/loadedDraft.ts';
import classes from '../requests.module.css';
import { type TreeRow, useOperationRows } from './operationRows.ts';

/** Integrations with their operations; arrows move, right and left open and close, Enter opens the request. */
export function OperationTree({ search, address, onOpen }: SidebarProps & { search: string }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([address.integration]));
  const { rows, list } = useOperationRows(search, open);
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  useEffect(() => {
    if (address.integration !== '') setOpen((now) => new Set([...now, address.integration]));
  }, [address.integration]);
  const selected = rows.findIndex((row) => isOpen(row, address));
  const current = Math.min(active ?? selected, rows.length - 1);
  const choose = (row: TreeRow) => {
    setActive(rows.indexOf(row));
    if (row.kind === 'integration') setOpen((now) => toggled(now, row.integration.id));
    else onOpen({ integration: row.integration.id, operation: row.kind === 'operation' ? row.operation.key : '' });
  };
  if (list.isError) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TreeSkeleton />;
  if (rows.length === 0) return <NothingHere search={search} />;
  return (
    <div
      role="tree"
      aria-label="Operations by integration"
      tabIndex={0}
      aria-activedescendant={current < 0 ? undefined : `${id}-${current}`}
      className={classes.fillPanel}
      onKeyDown={(event) => onKey(event, rows, Math.max(current, 0), setActive, choose)}
    >
      <VirtualList
        items={rows}
        current={current}
        render={(row, style, index) => (
          <OperationTreeRow
            key={rowKey(row)}
            id={`${id}-${index}`}
            row={row}
            style={style}
            selected={index === selected}
            active={index === current}
            onChoose={() => choose(row)}
          />
        )}
      />
      {list.data.total > list.data.rows.length ? (
        <Text size="xs" c="dimmed" p="xs">
          {(list.data.total - list.data.rows.length).toLocaleString()} more integrations: search to find them.
        </Text>
      ) : null}
      {list.isFetching ? <Loader size="xs" pos="absolute" right={8} bottom={8} /> : null}
    </div>
  );
}

const isOpen = (row: TreeRow, address: RequestAddress) =>
  row.integration.id === address.integration &&
  (row.kind === 'operation'
    ? row.operation.key === address.operation
    : row.kind === 'byHand' && address.operation === '');

const rowKey = (row: TreeRow) =>
  row.kind === 'operation' ? `${row.integration.id} ${row.operation.key}` : `${row.integration.id} ${row.kind}`;

function toggled(open: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(open);
  if (!next.delete(id)) next.add(id);
  return next;
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
  else if (event.key === 'ArrowRight' && row.kind === 'integration' && !row.open) choose(row);
  else if (event.key === 'ArrowLeft' && row.kind === 'integration' && row.open) choose(row);
  else if (event.key === 'ArrowLeft' && row.kind !== 'integration') {
    go(rows.findIndex((one) => one.kind === 'integration' && one.integration.id === row.integration.id));
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
        Nothing is called “{search}”. Open an integration to search its operations too.
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
  /** The keyboard stands on it. */
  active: boolean;
  onChoose(): void;
}

/** One line: an integration that opens, or an operation of it. */
function OperationTreeRow({ id, row, style, selected, active, onChoose }: OperationTreeRowProps) {
  const integration = row.kind === 'integration';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys, as WAI-ARIA asks of a tree with an active descendant
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-label={row.kind === 'operation' ? `${row.operation.method} ${operationName(row.operation)}` : undefined}
      aria-level={integration ? 1 : 2}
      aria-expanded={integration ? row.open : undefined}
      aria-selected={selected}
      className={classes.item}
      style={{
        ...style,
        paddingLeft: integration ? 6 : 22,
        ...(active ? { outline: '1px solid var(--mantine-color-default-border)', outlineOffset: -1 } : {}),
      }}
      title={
        row.kind === 'operation' ? [row.operation.key, row.operation.summary].filter(Boolean).join('\n') : undefined
      }
      onClick={onChoose}
    >
      <Content row={row} />
    </div>
  );
}

function operationName({ operationId, summary, path }: OperationRow): string {
  return operationId ?? summary ?? path;
}

function Content({ row }: { row: TreeRow }) {
  switch (row.kind) {
    case 'integration':
      return (
        <>
          {row.open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          <span className={classes.itemText} style={{ fontWeight: 600 }}>
            {row.integration.displayName}
          </span>
          {row.busy ? (
            <Loader size={12} />
          ) : (
            <Text size="xs" c="dimmed">
              {row.integration.operations.toLocaleString()}
            </Text>
          )}
        </>
      );
    case 'operation':
      return (
        <>
          <MethodBadge method={row.operation.method} />
          <span className={classes.itemText} style={row.operation.deprecated ? { textDecoration: 'line-through' } : {}}>
            <MiddleCut text={operationName(row.operation)} />
          </span>
        </>
      );
    case 'byHand':
      return (
        <>
          <IconPencil size={14} aria-hidden />
          <span className={classes.itemText}>By hand…</span>
        </>
      );
  }
}
