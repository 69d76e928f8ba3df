import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { OperationRow } from '#contract/definitions.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import classes from './operations.module.css';

const rowHeight = 46;

interface CheckListProps {
  operations: readonly OperationRow[];
  chosen: ReadonlySet<string>;
  onToggle: (key: string, on: boolean) => void;
}

/** Operations of any number with a check box each; only those in view are drawn. */
export function CheckList({ operations, chosen, onToggle }: CheckListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: operations.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  return (
    <section ref={frame} className={classes.frame} aria-label="Operations">
      <div className={classes.canvas} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const operation = operations[index];
          if (operation === undefined) return null;
          return (
            <label
              key={operation.key}
              className={classes.row}
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <input
                type="checkbox"
                className={classes.check}
                checked={chosen.has(operation.key)}
                onChange={(event) => onToggle(operation.key, event.currentTarget.checked)}
              />
              <MethodBadge method={operation.method} />
              <span className={classes.text}>
                <span className={classes.path} style={{ display: 'block' }} title={operation.path}>
                  {operation.path}
                </span>
                <span className={classes.summary} style={{ display: 'block' }}>
                  {operation.summary ?? operation.operationId ?? ''}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </section>
  );
}
