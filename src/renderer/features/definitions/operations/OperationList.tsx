import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { OperationRow } from '#contract/definitions.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { Tag } from '#renderer/ui/badges.tsx';
import type { RowSource } from '#renderer/ui/table/index.ts';
import classes from './OperationList.module.css';

const rowHeight = 52;

interface OperationListProps {
  source: RowSource<OperationRow>;
  /** Key of the chosen operation. */
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** Operations of any number; arrows choose, and the documentation beside follows. */
export function OperationList({ source, chosen, onChoose }: OperationListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const virtual = useVirtualizer({
    count: source.total,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index, items.at(-1)?.index];
  useEffect(() => {
    if (first !== undefined && last !== undefined) source.want?.(first, last);
  }, [source, first, last]);
  const at = items.find(({ index }) => source.at(index)?.key === chosen)?.index;
  const move = (event: KeyboardEvent) => {
    const next = moved(event.key, at ?? -1, source.total);
    const row = next === undefined ? undefined : source.at(next);
    if (next === undefined || row === undefined) return;
    event.preventDefault();
    virtual.scrollToIndex(next);
    onChoose(row.key);
  };
  return (
    <div ref={frame} className={classes.frame}>
      <div
        role="listbox"
        tabIndex={0}
        aria-label="Operations"
        className={classes.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={move}
        {...(at === undefined ? {} : { 'aria-activedescendant': `${prefix}${at}` })}
      >
        {items.map(({ index, start, size }) => (
          <Option
            key={index}
            id={`${prefix}${index}`}
            row={source.at(index)}
            place={{ index, total: source.total }}
            chosen={chosen}
            onChoose={onChoose}
            style={{ height: size, transform: `translateY(${start}px)` }}
          />
        ))}
      </div>
    </div>
  );
}

function moved(key: string, at: number, total: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 8,
    PageUp: at - 8,
    Home: 0,
  };
  const next = key === 'End' ? total - 1 : moves[key];
  return next === undefined ? undefined : Math.max(0, Math.min(total - 1, next));
}

interface OptionProps {
  id: string;
  row: OperationRow | undefined;
  place: { index: number; total: number };
  chosen: string | null;
  onChoose: (key: string) => void;
  style: React.CSSProperties;
}

function Option({ id, row, place, chosen, onChoose, style }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys of its options
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
    <div
      id={id}
      role="option"
      aria-selected={row !== undefined && row.key === chosen}
      aria-setsize={place.total}
      aria-posinset={place.index + 1}
      className={classes.option}
      style={style}
      onClick={() => row !== undefined && onChoose(row.key)}
    >
      {row === undefined ? <Skeleton h={12} w="70%" /> : <OptionText row={row} />}
    </div>
  );
}

function OptionText({ row }: { row: OperationRow }) {
  return (
    <>
      <MethodBadge method={row.method} />
      <div className={classes.text}>
        <div className={classes.path} data-deprecated={row.deprecated || undefined} title={row.path}>
          {row.path}
        </div>
        <div className={classes.summary}>{row.summary ?? row.operationId ?? ''}</div>
      </div>
      {row.origin !== 'definition' && <Tag kind="quiet">{row.origin === 'hand' ? 'by hand' : 'edited'}</Tag>}
    </>
  );
}
