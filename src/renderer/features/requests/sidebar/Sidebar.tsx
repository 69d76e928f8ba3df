import { ActionIcon, Group, Tabs, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue, useLocalStorage } from '@mantine/hooks';
import { IconSearch, IconSlashes } from '@tabler/icons-react';
import { useState } from 'react';
import { urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { Collections } from '../collections/CollectionTree.tsx';
import type { SidebarProps } from '../draft/loadedDraft.ts';
import classes from '../requests.module.css';
import { HistoryList } from './HistoryList.tsx';
import { OperationTree } from './OperationTree.tsx';

/** A collection or folder that is to be shown in its place. */
const shownGroup = { group: urlText };

/** What can be opened: operations by integration, collections of saved requests, and what was sent. */
export function Sidebar({ address, changed, onOpen }: SidebarProps & { changed: ReadonlySet<string> }) {
  const [text, setText] = useState('');
  const [byPath, setByPath] = useLocalStorage({ key: 'patchbay:operationsByPath', defaultValue: false });
  const [search] = useDebouncedValue(text.trim(), 200);
  const [{ group }] = useUrlState(shownGroup);
  const asked = group !== '' || address.saved !== '' ? 'saved' : address.exchange !== '' ? 'history' : 'operations';
  const [list, setList] = useState<string | null>(asked);
  const [shown, setShown] = useState(group);
  if (shown !== group) {
    setShown(group);
    if (group !== '') setList('saved');
  }
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
      <Tabs value={list} onChange={setList} className={classes.tabs} keepMounted={false}>
        <Tabs.List className={`${classes.tabList} ${classes.narrowTabs}`} aria-label="Kinds of requests">
          <Tabs.Tab value="operations">Operations</Tabs.Tab>
          <Tabs.Tab value="saved">Collections</Tabs.Tab>
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
          <Collections search={text.trim()} group={group} address={address} changed={changed} onOpen={onOpen} />
        </Tabs.Panel>
        <Tabs.Panel value="history" className={classes.fillPanel}>
          <HistoryList search={search} address={address} onOpen={onOpen} />
        </Tabs.Panel>
      </Tabs>
    </nav>
  );
}
