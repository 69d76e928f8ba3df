import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { z } from 'zod';
import type { Column } from './types.ts';

const stored = z.array(z.string());

export interface ColumnChoice<Row> {
  all: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  toggle: (id: string) => void;
}

function readHidden(key: string): string[] | null {
  try {
    return stored.parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
  } catch {
    // Never chosen, or written by another version: the columns stand as they come.
    return null;
  }
}

/** Which columns a person shows, kept on this machine under the table's name. `columns` must be stable. */
export function useColumnChoice<Row>(table: string, columns: readonly Column<Row>[]): ColumnChoice<Row> {
  const key = `patchbay:columns:${table}`;
  const [hidden, setHidden] = useState(
    () => readHidden(key) ?? columns.filter((column) => column.optional).map((column) => column.id),
  );
  const toggle = useCallback(
    (id: string) => {
      const next = hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id];
      localStorage.setItem(key, JSON.stringify(next));
      setHidden(next);
    },
    [hidden, key],
  );
  const shown = useMemo(
    () => columns.filter((column) => column.fixed === true || !hidden.includes(column.id)),
    [columns, hidden],
  );
  return { all: columns, shown, toggle };
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
      </Menu.Dropdown>
    </Menu>
  );
}
