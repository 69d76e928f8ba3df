import { useEffect, useRef } from 'react';
import classes from './Palette.module.css';
import type { PaletteAction, PaletteGroup } from './usePaletteGroups.tsx';

interface PaletteListProps {
  id: string;
  groups: readonly PaletteGroup[];
  /** Index over all groups. */
  active: number;
  onActive: (index: number) => void;
  onRun: (index: number) => void;
}

/** What matches, by group; the input has the focus and names the active option. */
export function PaletteList({ id, groups, active, onActive, onRun }: PaletteListProps) {
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
          Nothing is called so. Try a shorter word.
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
      className={classes.option}
      onMouseMove={onActive}
      onClick={onRun}
    >
      {action.icon}
      {action.label}
      {action.description !== undefined && <span className={classes.description}>{action.description}</span>}
    </div>
  );
}
