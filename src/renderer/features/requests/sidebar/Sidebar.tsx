import { ActionIcon, Group, Tabs, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { useDebouncedValue, useLocalStorage } from '@mantine/hooks';
import { IconSearch, IconSlashes, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SavedRequestRow } from '#contract/collections.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import type { SidebarProps } from '../draft/loadedDraft.ts';
import { OperationGone } from '../OperationGone.tsx';
import { useCollections } from '../queries.ts';
import classes from '../requests.module.css';
import { HistoryList } from './HistoryList.tsx';
import { OperationTree } from './OperationTree.tsx';

/** What can be opened: operations by integration, saved requests, and what was sent. */
export function Sidebar({ address, onOpen }: SidebarProps) {
  const [text, setText] = useState('');
  const [byPath, setByPath] = useLocalStorage({ key: 'patchbay:operationsByPath', defaultValue: false });
  const [search] = useDebouncedValue(text.trim(), 200);
  const start = address.saved !== '' ? 'saved' : address.exchange !== '' ? 'history' : 'operations';
  return (
    <nav aria-label="Requests" className={classes.fillPanel}>
      <Group gap={6} p="xs" wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          miw={0}
          aria-label="Search requests"
          placeholder="Search"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Tooltip label={byPath ? 'Show summaries' : 'Show paths'}>
          <ActionIcon
            variant={byPath ? 'light' : 'default'}
            size={30}
            aria-label="Show paths"
            aria-pressed={byPath}
            onClick={() => setByPath(!byPath)}
          >
            <IconSlashes size={14} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Tabs defaultValue={start} className={classes.tabs} keepMounted={false}>
        <Tabs.List className={`${classes.tabList} ${classes.narrowTabs}`} aria-label="Kinds of requests">
          <Tabs.Tab value="operations">Operations</Tabs.Tab>
          <Tabs.Tab value="saved">Saved</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="operations" className={classes.fillPanel}>
          <OperationTree
            search={search}
            byPath={byPath}
            address={address}
            onOpen={onOpen}
            onClear={() => setText('')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="saved" className={classes.fillPanel}>
          <SavedList search={search} address={address} onOpen={onOpen} />
        </Tabs.Panel>
        <Tabs.Panel value="history" className={classes.fillPanel}>
          <HistoryList search={search} address={address} onOpen={onOpen} />
        </Tabs.Panel>
      </Tabs>
    </nav>
  );
}

/** Requests that were saved under a name. */
function SavedList({ search, address, onOpen }: SidebarProps & { search: string }) {
  const saved = useCollections();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.collections.key() });
  const restore = useMutation(orpc.collections.restore.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(orpc.collections.remove.mutationOptions({ onSuccess: refresh }));
  const drop = async (row: SavedRequestRow) => {
    await remove.mutateAsync({ items: [{ kind: 'request', id: row.id }] });
    if (address.saved === row.id) onOpen({});
    toastDone(`${row.name} is deleted`, () => restore.mutate({ items: [{ kind: 'request', id: row.id }] }));
  };
  const rows = (saved.data?.requests ?? []).filter((row) => row.name.toLowerCase().includes(search.toLowerCase()));
  if (saved.isError) return <ErrorNotice error={saved.error} onRetry={() => void saved.refetch()} />;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        {search === ''
          ? 'No saved requests yet. Save a request to keep it under a name.'
          : `No results for “${search}”.`}
      </Text>
    );
  }
  return (
    <>
      <UnreadableRows rows={rows} />
      <VirtualList
        items={rows}
        render={(row, style) => (
          <div key={row.id} className={classes.item} style={style} aria-current={row.id === address.saved}>
            <UnstyledButton className={classes.itemText} fz="sm" onClick={() => onOpen({ saved: row.id })}>
              <MethodBadge method={row.method} /> {row.name}
            </UnstyledButton>
            {row.operationGone && <OperationGone short />}
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
    </>
  );
}
