import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react';
import { JsonTreeRow } from './JsonTreeRow.tsx';
import classes from './json.module.css';
import { type JsonRow, pathText } from './jsonRows.ts';
import { type JsonValue, jsonText } from './jsonValue.ts';
import { treeMove } from './treeKeys.ts';
import type { JsonTreeState } from './useJsonTree.ts';

const rowHeight = 24;

export interface JsonTreeProps {
  label: string;
  value: JsonValue;
  /** From `useJsonTree`, so that a search field elsewhere can move the cursor. */
  tree: JsonTreeState;
}

/** A JSON value as a tree of lines; only those in view exist in the page, so that megabytes stay smooth. */
export function JsonTree({ label, value, tree }: JsonTreeProps) {
  const { rows, active, matches } = tree;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  const activeIndex = useMemo(() => rows.findIndex((row) => row.pointer === active), [rows, active]);
  const found = useMemo(() => new Set(matches), [matches]);
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex);
  }, [activeIndex, virtual]);

  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="tree"
      aria-label={label}
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
      tabIndex={0}
      onKeyDown={(event) => onKey(event, value, tree)}
    >
      <div className={classes.canvas} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
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
              copyValue={() => copyable(row)}
              copyPath={() => pathText(row.pointer, value)}
            />
          );
        })}
      </div>
    </div>
  );
}

function onKey(event: KeyboardEvent, value: JsonValue, tree: JsonTreeState): void {
  const row = tree.rows.find((one) => one.pointer === tree.active);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && row !== undefined) {
    if (window.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    void navigator.clipboard.writeText(event.shiftKey ? pathText(row.pointer, value) : copyable(row));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
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
