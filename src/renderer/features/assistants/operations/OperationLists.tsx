import { Checkbox } from '@mantine/core';
import type { OperationRow } from '#contract/definitions.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import { shareOf, type TagCount } from './operationChoice.ts';
import classes from './operations.module.css';

interface TagListProps {
  tags: readonly TagCount[];
  chosen: ReadonlySet<string>;
  onToggle: (keys: readonly string[], on: boolean) => void;
}

/** Selects all or none of a tag's operations at once. */
export function TagList({ tags, chosen, onToggle }: TagListProps) {
  return (
    <section className={classes.tags} aria-label="Tags">
      {tags.map(({ name, keys }) => {
        const share = shareOf(chosen, keys);
        return (
          <Checkbox
            key={name}
            size="sm"
            label={`${name} (${keys.length.toLocaleString('en')})`}
            checked={share === 'all'}
            indeterminate={share === 'some'}
            onChange={() => onToggle(keys, share !== 'all')}
          />
        );
      })}
    </section>
  );
}

const rowHeight = 46;

interface CheckListProps {
  operations: readonly OperationRow[];
  chosen: ReadonlySet<string>;
  onToggle: (key: string, on: boolean) => void;
}

/** Operations of any number with a check box each; only those in view are drawn. */
export function CheckList({ operations, chosen, onToggle }: CheckListProps) {
  const rows = useVirtualRows<HTMLElement>({ count: operations.length, rowHeight });
  return (
    <section ref={rows.frame} className={classes.frame} aria-label="Operations">
      <div className={classes.canvas} style={{ height: rows.height }}>
        {rows.items.map(({ index, start, size }) => {
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
