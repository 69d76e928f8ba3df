import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { saveText } from '#renderer/ui/files.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

const mediaTypes = { csv: 'text/csv', json: 'application/json' } as const;

/** Saves the inventory as a file, without secrets. */
export function ExportInventory() {
  const make = useMutation(
    orpc.connections.exportInventory.mutationOptions({
      onSuccess: ({ fileName, text }, { format }) => {
        saveText(fileName, text, mediaTypes[format]);
        toastDone(`Saved as ${fileName}. It has no secrets in it.`);
      },
    }),
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={make.isPending}
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => make.mutate({ format: 'csv' })}>As CSV, for a spreadsheet</Menu.Item>
        <Menu.Item onClick={() => make.mutate({ format: 'json' })}>As JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
