import { ActionIcon, Group, Tabs, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { SidebarProps } from '../draft/loadedDraft.ts';
import classes from '../requests.module.css';
import { HistoryList } from './HistoryList.tsx';
import { OperationTree } from './OperationTree.tsx';
import { SavedList } from './SavedList.tsx';

/** What can be opened: operations by integration, saved requests, and what was sent. */
export function Sidebar({ address, onOpen }: SidebarProps) {
  const [text, setText] = useState('');
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
        <Tooltip label="Request without an integration">
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Request without an integration"
            onClick={() => onOpen({})}
          >
            <IconPlus size={14} />
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
          <OperationTree search={search} address={address} onOpen={onOpen} />
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
