import { ActionIcon, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { addressKey, type RequestAddress } from '../draft/loadedDraft.ts';
import { EnvironmentPicker } from '../environments/EnvironmentPicker.tsx';
import type { RequestTab, RequestTabs } from './requestTabs.ts';
import classes from './TabStrip.module.css';

interface TabStripProps {
  tabs: RequestTabs;
  onOpen(address: RequestAddress): void;
  onNew(): void;
}

/** The requests that are open, side by side. */
export function TabStrip({ tabs, onOpen, onNew }: TabStripProps) {
  return (
    <div className={classes.strip}>
      <nav className={classes.tabs} aria-label="Open tabs">
        {tabs.tabs.map((tab) => {
          const key = addressKey(tab.address);
          return (
            <OneTab
              key={key}
              tab={tab}
              active={key === tabs.active}
              onOpen={() => onOpen(tab.address)}
              onKeep={() => tabs.describe(key, { isPassing: false })}
              onClose={() => tabs.close(key)}
              onCloseOthers={() => tabs.closeOthers(key)}
            />
          );
        })}
      </nav>
      <Tooltip label="New request">
        <ActionIcon variant="subtle" color="gray" size={28} aria-label="New request" onClick={onNew}>
          <IconPlus size={14} />
        </ActionIcon>
      </Tooltip>
      <div className={classes.end}>
        <EnvironmentPicker />
      </div>
    </div>
  );
}

interface OneTabProps {
  tab: RequestTab;
  active: boolean;
  onOpen(): void;
  /** It is not only looked at. */
  onKeep(): void;
  onClose(): void;
  onCloseOthers(): void;
}

function OneTab({ tab, active, onOpen, onKeep, onClose, onCloseOthers }: OneTabProps) {
  const element = useRef<HTMLDivElement>(null);
  const name = tab.label === '' ? 'New request' : tab.label;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with its name the tab becomes wider
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active, name, tab.method]);
  return (
    <Menu position="bottom-start">
      <Menu.ContextMenu>
        <div
          ref={element}
          className={classes.tab}
          data-active={active || undefined}
          data-passing={tab.isPassing || undefined}
        >
          <UnstyledButton
            className={classes.open}
            aria-current={active ? 'page' : undefined}
            title={name}
            onClick={onOpen}
            onDoubleClick={onKeep}
            onAuxClick={(event) => {
              if (event.button === 1) onClose();
            }}
          >
            {tab.method === '' ? null : <MethodBadge method={tab.method} />}
            <span className={classes.name}>{name}</span>
          </UnstyledButton>
          {tab.isChanged ? <span className={classes.changed} role="img" aria-label="not saved" /> : null}
          <UnstyledButton className={classes.close} aria-label={`Close ${name}`} onClick={onClose}>
            <IconX size={12} aria-hidden />
          </UnstyledButton>
        </div>
      </Menu.ContextMenu>
      <Menu.Dropdown>
        <Menu.Item onClick={onClose}>Close</Menu.Item>
        <Menu.Item onClick={onCloseOthers}>Close others</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
