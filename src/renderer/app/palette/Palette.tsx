import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import classes from './Palette.module.css';
import { PaletteList } from './PaletteList.tsx';
import { usePaletteGroups } from './usePaletteGroups.tsx';

const pauseMs = 120;

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
}

/** Ctrl/Cmd-K: pages, integrations and actions in one list. */
export function Palette({ opened, onClose }: PaletteProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={600} yOffset="10vh" transitionProps={{ duration: 80 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or run">
        <PaletteBody onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const [asked] = useDebouncedValue(query, pauseMs);
  const { groups, current } = usePaletteGroups(query, asked);
  const [waiting, setWaiting] = useState(false);
  const listId = useId();
  const actions = groups.flatMap((group) => group.actions);
  const at = Math.min(active, actions.length - 1);
  const run = (index: number) => {
    onClose();
    actions[index]?.onClick();
  };
  const runWaiting = useEffectEvent(() => {
    setWaiting(false);
    if (actions.length > 0) run(at);
  });
  useEffect(() => {
    if (waiting && current) runWaiting();
  }, [waiting, current]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const next = moves[event.key];
    if (next !== undefined) setActive((next + actions.length) % Math.max(1, actions.length));
    else if (event.key !== 'Enter') return;
    else if (current) run(at);
    else setWaiting(true);
    event.preventDefault();
  };
  return (
    <>
      <input
        className={classes.search}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={at < 0 ? undefined : `${listId}${at}`}
        aria-label="Search pages, integrations and actions"
        placeholder="Search pages, integrations and actions"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
          setWaiting(false);
        }}
        onKeyDown={onKeyDown}
      />
      <PaletteList id={listId} groups={groups} active={at} onActive={setActive} onRun={run} />
    </>
  );
}
