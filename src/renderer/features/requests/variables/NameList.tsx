import { Popover, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { CodeVariable } from '#renderer/ui/code/index.ts';
import classes from './variables.module.css';

interface NameListProps {
  id: string;
  names: readonly CodeVariable[];
  active: number;
  onTake(name: string): void;
}

/** The names that can be meant, with their values and where those come from; the field keeps the focus. */
export function NameList({ id, names, active, onTake }: NameListProps) {
  return (
    <Popover
      opened
      position="bottom-start"
      offset={2}
      withRoles={false}
      hideDetached={false}
      transitionProps={{ duration: 0 }}
      trapFocus={false}
      returnFocus={false}
      width={400}
    >
      <Popover.Target>
        <span className={classes.below} aria-hidden />
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <div id={id} role="listbox" aria-label="Variables" className={classes.names}>
          {names.map((name, index) => (
            <Name
              key={name.name}
              id={`${id}-${index}`}
              variable={name}
              active={index === active}
              onTake={() => onTake(name.name)}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface NameProps {
  id: string;
  variable: CodeVariable;
  active: boolean;
  onTake(): void;
}

function Name({ id, variable, active, onTake }: NameProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={active}
      className={classes.name}
      onMouseDown={(event) => {
        event.preventDefault();
        onTake();
      }}
    >
      <span className={classes.nameText}>{variable.name}</span>
      <Text span size="xs" c="dimmed" truncate>
        {[variable.value, variable.source].filter((text) => text !== '').join(' · ')}
      </Text>
    </div>
  );
}
