import { ActionIcon, Button, Checkbox, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { flushSync } from 'react-dom';
import classes from '../requests.module.css';

interface RowListProps<T extends { enabled: boolean }> {
  /** Names the list. */
  label: string;
  rows: readonly T[];
  /** What a row is called, for assistive technology. */
  nameOf(row: T): string;
  /** What a new row begins with. */
  blank: T;
  /** What the button says that adds one. */
  add: string;
  /** Shown while there is none. */
  empty: string;
  onChange(rows: T[]): void;
  /** The fields of a row. */
  children(row: T, set: (changes: Partial<T>) => void): ReactNode;
  /** A line below the fields. */
  below?: (row: T) => ReactNode;
  /** Beside the button that adds. */
  actions?: ReactNode;
}

/** Rows that are switched on and off, added, removed, and moved by Alt with the arrows up and down. */
export function RowList<T extends { enabled: boolean }>(props: RowListProps<T>) {
  const { label, rows, nameOf, blank, add, empty, onChange, children, below, actions } = props;
  const list = useRef<HTMLDivElement>(null);
  const replace = (index: number, changes: Partial<T>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...changes } : row)));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const to = !event.altKey
      ? index
      : event.key === 'ArrowUp'
        ? index - 1
        : event.key === 'ArrowDown'
          ? index + 1
          : index;
    if (to === index || to < 0 || to >= rows.length) return;
    event.preventDefault();
    event.stopPropagation();
    const place = controlsOf(list.current, index).indexOf(event.target as HTMLElement);
    flushSync(() => onChange(moved(rows, index, to)));
    controlsOf(list.current, to)[place]?.focus();
  };
  const addRow = () => {
    flushSync(() => onChange([...rows, blank]));
    controlsOf(list.current, rows.length)[1]?.focus();
  };
  return (
    <section aria-label={label}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" mb={4}>
          {empty}
        </Text>
      ) : null}
      <div ref={list}>
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame and a legend
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            key={index}
            role="group"
            aria-label={nameOf(row)}
            aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
            className={classes.listRow}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            <Checkbox
              size="xs"
              aria-label={`Use ${nameOf(row)}`}
              checked={row.enabled}
              onChange={(event) => replace(index, { enabled: event.currentTarget.checked } as Partial<T>)}
            />
            <div className={classes.listFields}>{children(row, (changes) => replace(index, changes))}</div>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${nameOf(row)}`}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <IconX size={14} />
            </ActionIcon>
            {below === undefined ? null : <div className={classes.listBelow}>{below(row)}</div>}
          </div>
        ))}
      </div>
      <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} aria-hidden />} onClick={addRow}>
        {add}
      </Button>
      {actions}
    </section>
  );
}

function controlsOf(list: HTMLElement | null, index: number): HTMLElement[] {
  return [...(list?.children[index]?.querySelectorAll<HTMLElement>('input, textarea, button') ?? [])];
}

function moved<T>(rows: readonly T[], from: number, to: number): T[] {
  const others = rows.filter((_, at) => at !== from);
  return [...others.slice(0, to), ...rows.slice(from, from + 1), ...others.slice(to)];
}
