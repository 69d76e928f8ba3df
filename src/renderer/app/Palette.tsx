import { Kbd, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useFocusReturn } from '#renderer/ui/dialog/index.ts';
import classes from './Palette.module.css';
import type { PaletteAction } from './paletteActions.tsx';
import { apple } from './Shortcuts.tsx';
import { type PaletteGroup, usePaletteGroups } from './usePaletteGroups.tsx';

const pauseMs = 120;

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  /** Shows the keyboard shortcuts. */
  onKeys: () => void;
}

/** Ctrl/Cmd-K: everything that has a name, and what can be done, in one list. */
export function Palette({ opened, onClose, onKeys }: PaletteProps) {
  return (
    // What an action opens takes the focus; only when nothing does, it goes back.
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={600}
      yOffset="10vh"
      transitionProps={{ duration: 80 }}
      returnFocus={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Search or run">
        <PaletteBody onClose={onClose} onKeys={onKeys} />
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ onClose, onKeys }: Omit<PaletteProps, 'opened'>) {
  useFocusReturn();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const [asked] = useDebouncedValue(query, pauseMs);
  const { groups, current } = usePaletteGroups(query, asked, onKeys);
  const [waiting, setWaiting] = useState(false);
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  // At once, and not when the dialog stands: what is typed right after the keys belongs here.
  useEffect(() => field.current?.focus(), []);
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
        ref={field}
        className={classes.search}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={at < 0 ? undefined : `${listId}${at}`}
        aria-label="Search everything"
        placeholder="Search integrations, operations, settings and actions"
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

interface PaletteListProps {
  id: string;
  groups: readonly PaletteGroup[];
  /** Index over all groups. */
  active: number;
  onActive: (index: number) => void;
  onRun: (index: number) => void;
}

/** What matches, by group; the input has the focus and names the active option. */
function PaletteList({ id, groups, active, onActive, onRun }: PaletteListProps) {
  const shown = groups.filter(({ actions }) => actions.length > 0);
  const starts = shown.map((_, index) => shown.slice(0, index).reduce((sum, { actions }) => sum + actions.length, 0));
  return (
    <>
      <div id={id} role="listbox" aria-label="Matches" className={classes.list} hidden={shown.length === 0}>
        {shown.map(({ label, actions }, group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div key={label} role="group" aria-label={label}>
            <div className={classes.group} aria-hidden>
              {label}
            </div>
            {actions.map((action, index) => {
              const at = (starts[group] ?? 0) + index;
              const option = { id: `${id}${at}`, action, active: at === active };
              return <Option key={action.id} {...option} onActive={() => onActive(at)} onRun={() => onRun(at)} />;
            })}
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <div role="status" className={classes.none}>
          No results. Try a shorter word.
        </div>
      )}
    </>
  );
}

interface OptionProps {
  id: string;
  action: PaletteAction;
  active: boolean;
  onActive: () => void;
  onRun: () => void;
}

function Option({ id, action, active, onActive, onRun }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={active}
      aria-keyshortcuts={action.keys?.replace('mod', apple ? 'Meta' : 'Control')}
      className={classes.option}
      onMouseMove={onActive}
      onClick={onRun}
    >
      {action.icon}
      <span className={classes.name}>{action.label}</span>
      {action.description !== undefined && <span className={classes.description}>{action.description}</span>}
      {action.keys === undefined ? null : (
        <Kbd size="xs" className={classes.keys} aria-hidden>
          {action.keys.replace('mod', apple ? '⌘' : 'Ctrl').replaceAll('+', ' ')}
        </Kbd>
      )}
    </div>
  );
}
