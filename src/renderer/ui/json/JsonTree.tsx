import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconChevronRight, IconCopy, IconRoute } from '@tabler/icons-react';
import { type CSSProperties, type KeyboardEvent, type ReactElement, type ReactNode, useId, useMemo } from 'react';
import { counted } from '#core/counted.ts';
import { useVirtualRows } from '../virtualList/index.ts';
import classes from './json.module.css';
import { isContainer, type JsonRow, jsonText, pathText, scalarText } from './jsonRows.ts';
import type { JsonValue } from './sentJson.ts';
import { type JsonTreeState, treeMove } from './useJsonTree.ts';

const rowHeight = 24;

export interface JsonTreeProps {
  label: string;
  value: JsonValue;
  /** From `useJsonTree`, so that a search field elsewhere can move the cursor. */
  tree: JsonTreeState;
  /** What a value stands for, shown beside it. */
  hint?: ((row: JsonRow) => ReactNode) | undefined;
  /** Enter on a value without members. */
  onOpen?: ((row: JsonRow) => void) | undefined;
}

/** A JSON value as a tree of lines; only those in view exist in the page, so that megabytes stay smooth. */
export function JsonTree({ label, value, tree, hint, onOpen }: JsonTreeProps) {
  const { rows, active, matches } = tree;
  const id = useId();
  const activeIndex = useMemo(() => rows.findIndex((row) => row.pointer === active), [rows, active]);
  const found = useMemo(() => new Set(matches ?? []), [matches]);
  const drawn = useVirtualRows({ count: rows.length, rowHeight, overscan: 20, current: activeIndex });
  return (
    <div
      ref={drawn.frame}
      className={classes.tree}
      role="tree"
      aria-label={label}
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
      tabIndex={0}
      onKeyDown={(event) => onKey(event, value, tree, onOpen)}
    >
      <div className={classes.canvas} role="presentation" style={{ height: drawn.height }}>
        {drawn.items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <JsonTreeRow
              key={row.pointer}
              id={`${id}-${item.index}`}
              row={row}
              active={item.index === activeIndex}
              match={found.has(row.pointer)}
              style={{ transform: `translateY(${item.start}px)` }}
              onToggle={() => tree.toggle(row.pointer)}
              onSelect={() => tree.setActive(row.pointer)}
              hint={hint?.(row)}
              copyValue={() => copyable(row)}
              copyPath={() => pathText(row.pointer, value)}
            />
          );
        })}
      </div>
    </div>
  );
}

function onKey(event: KeyboardEvent, value: JsonValue, tree: JsonTreeState, onOpen: JsonTreeProps['onOpen']): void {
  const row = tree.rows.find((one) => one.pointer === tree.active);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && row !== undefined) {
    if (window.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    void navigator.clipboard.writeText(event.shiftKey ? pathText(row.pointer, value) : copyable(row));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '-' || event.key === '+') {
    event.preventDefault();
    if (event.key === '-') tree.foldAll();
    else tree.unfoldAll();
    return;
  }
  if (event.key === 'Enter' && row?.open === null && onOpen !== undefined) {
    event.preventDefault();
    onOpen(row);
    return;
  }
  const move = treeMove(event.key, tree.rows, tree.active);
  if (move === null) return;
  event.preventDefault();
  if (move.kind === 'go') tree.setActive(move.pointer);
  else tree.toggle(move.pointer, move.open);
}

/** Texts are copied bare, everything else as JSON. */
function copyable(row: JsonRow): string {
  return typeof row.value === 'string' ? row.value : jsonText(row.value);
}

interface JsonTreeRowProps {
  row: JsonRow;
  id: string;
  active: boolean;
  match: boolean;
  style: CSSProperties;
  onToggle(): void;
  onSelect(): void;
  hint: ReactNode;
  copyValue(): string;
  copyPath(): string;
}

const longest = 2_000;

/** One line of the tree: a name, a value or the size of what is inside, and ways to copy it. */
function JsonTreeRow({ row, id, active, match, style, onToggle, onSelect, hint, ...copy }: JsonTreeRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys, as WAI-ARIA asks of a tree with an active descendant
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.open ?? undefined}
      aria-selected={active}
      data-match={match || undefined}
      className={classes.row}
      style={{ ...style, paddingLeft: 4 + row.depth * 16 }}
      onClick={row.open === null ? onSelect : onToggle}
    >
      <span className={classes.twisty}>{row.open === null ? null : <Twisty open={row.open} />}</span>
      <span className={classes.label}>
        {row.name === null ? null : <span className={classes.name}>{row.name}: </span>}
        <ValueText row={row} />
      </span>
      {hint == null ? null : <span className={classes.hint}>{hint}</span>}
      {active ? (
        <span className={classes.actions}>
          <CopyAction label="Copy value" icon={<IconCopy size={14} />} text={copy.copyValue} />
          <CopyAction label="Copy path" icon={<IconRoute size={14} />} text={copy.copyPath} />
        </span>
      ) : null}
    </div>
  );
}

function Twisty({ open }: { open: boolean }) {
  return open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />;
}

function ValueText({ row }: { row: JsonRow }) {
  const { value } = row;
  if (!isContainer(value)) {
    const text = scalarText(value);
    return (
      <span className={typeof value === 'string' ? classes.string : classes.scalar}>
        {text.length > longest ? `${text.slice(0, longest)}…` : text}
      </span>
    );
  }
  const { size } = value;
  if (value.isList) return <span className={classes.size}>{size === 0 ? '[]' : `[${counted(size, 'item')}]`}</span>;
  return <span className={classes.size}>{size === 0 ? '{}' : `{${counted(size, 'field')}}`}</span>;
}

function CopyAction({ label, icon, text }: { label: string; icon: ReactElement; text(): string }) {
  const clipboard = useClipboard({ timeout: 1_000 });
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={rowHeight}
        variant="subtle"
        color="gray"
        tabIndex={-1}
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          clipboard.copy(text());
        }}
      >
        {clipboard.copied ? <IconCheck size={14} /> : icon}
      </ActionIcon>
    </Tooltip>
  );
}
