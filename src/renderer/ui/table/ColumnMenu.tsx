import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { ColumnChoice } from './useColumnChoice.ts';

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
