import { Loader, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconPencil } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { OperationRow } from '#contract/definitions.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { MiddleCut } from '#renderer/ui/MiddleCut.tsx';
import classes from '../requests.module.css';
import type { TreeRow } from './useOperationRows.ts';

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
export function OperationTreeRow({ id, row, style, selected, active, onChoose }: OperationTreeRowProps) {
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
