import { ActionIcon, Text, UnstyledButton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedRequest } from '#contract/requests.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import type { SidebarProps } from '../draft/loadedDraft.ts';
import { useSavedRequests } from '../queries.ts';
import classes from '../requests.module.css';

/** Requests that were saved under a name. */
export function SavedList({ search, address, onOpen }: SidebarProps & { search: string }) {
  const saved = useSavedRequests();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.requests.saved.key() });
  const restore = useMutation(orpc.requests.save.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(orpc.requests.removeSaved.mutationOptions({ onSuccess: refresh }));
  const drop = async (row: SavedRequest) => {
    await remove.mutateAsync({ id: row.id });
    if (address.saved === row.id) onOpen({});
    toastDone(`${row.name} is deleted.`, () => restore.mutate({ name: row.name, draft: row.draft }));
  };
  const rows = (saved.data ?? []).filter((row) => row.name.toLowerCase().includes(search.toLowerCase()));
  if (saved.isError) return <ErrorNotice error={saved.error} onRetry={() => void saved.refetch()} />;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        {search === ''
          ? 'Nothing is saved yet. “Save” above a request keeps it under a name.'
          : `No saved request is called “${search}”.`}
      </Text>
    );
  }
  return (
    <VirtualList
      items={rows}
      render={(row, style) => (
        <div key={row.id} className={classes.item} style={style} aria-current={row.id === address.saved}>
          <UnstyledButton className={classes.itemText} fz="sm" onClick={() => onOpen({ saved: row.id })}>
            <MethodBadge method={row.draft.method} /> {row.name}
          </UnstyledButton>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={`Delete ${row.name}`}
            onClick={() => void drop(row).catch(() => undefined)}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </div>
      )}
    />
  );
}
