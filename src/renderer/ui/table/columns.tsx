import { Button, Menu } from '@mantine/core';
import { useViewportSize } from '@mantine/hooks';
import { IconColumns3 } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { z } from 'zod';
import { readKept, writeKept } from '../kept.ts';
import type { Column } from './types.ts';

const stored = z.array(z.string());

const storedWidths = z.record(z.string(), z.number().min(40).max(4_000));

export interface ColumnChoice<Row> {
  all: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  toggle: (id: string) => void;
  /** Gives a column a width in px; null gives it back to the table. */
  resize: (id: string, width: number | null) => void;
  /** Gives every column its own width back; absent where none was changed. */
  resetWidths: (() => void) | undefined;
}

/** Which columns a person shows and how wide, kept on this machine under the table's name. `columns` must be stable. */
export function useColumnChoice<Row>(table: string, columns: readonly Column<Row>[]): ColumnChoice<Row> {
  const key = `patchbay:columns:${table}`;
  const [hidden, setHidden] = useState(
    () => readKept(key, stored) ?? columns.filter((column) => column.optional).map((column) => column.id),
  );
  const toggle = useCallback(
    (id: string) => {
      const next = hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id];
      writeKept(key, next);
      setHidden(next);
    },
    [hidden, key],
  );
  const widthsKey = `patchbay:widths:${table}`;
  const [widths, setWidths] = useState(() => readKept(widthsKey, storedWidths) ?? {});
  const resize = useCallback(
    (id: string, width: number | null) => {
      setWidths((now) => {
        const { [id]: _, ...others } = now;
        const next = width === null ? others : { ...others, [id]: Math.round(width) };
        writeKept(widthsKey, next);
        return next;
      });
    },
    [widthsKey],
  );
  const { width: window } = useViewportSize();
  const fitting = columns.filter(({ leastWindow = 0 }) => window === 0 || window >= leastWindow);
  const fits = fitting.map(({ id }) => id).join(' ');
  const shown = useMemo(
    () =>
      columns
        .filter((column) => fits.split(' ').includes(column.id))
        .filter((column) => column.fixed === true || !hidden.includes(column.id))
        .map((column) => (widths[column.id] === undefined ? column : { ...column, width: `${widths[column.id]}px` })),
    [columns, fits, hidden, widths],
  );
  const resetWidths = () => {
    writeKept(widthsKey, null);
    setWidths({});
  };
  const isResized = Object.keys(widths).length > 0;
  return { all: fitting, shown, toggle, resize, resetWidths: isResized ? resetWidths : undefined };
}

/** Chooses which columns are shown. */
export function ColumnMenu<Row>({ choice }: { choice: ColumnChoice<Row> }) {
  const ids = new Set(choice.shown.map((column) => column.id));
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choice.all
          .filter((column) => column.fixed !== true)
          .map((column) => (
            <Menu.CheckboxItem key={column.id} checked={ids.has(column.id)} onChange={() => choice.toggle(column.id)}>
              {column.title}
            </Menu.CheckboxItem>
          ))}
        {choice.resetWidths === undefined ? null : (
          <>
            <Menu.Divider />
            <Menu.Item onClick={choice.resetWidths}>Reset widths</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
