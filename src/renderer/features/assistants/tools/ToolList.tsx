import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useRef } from 'react';
import type { Tool } from '#contract/assistants.ts';
import classes from './tools.module.css';

const rowHeight = 52;

interface ToolListProps {
  tools: readonly Tool[];
  chosen: string | null;
  onChoose: (name: string) => void;
}

/** Tools of any number; arrows choose, and the detail beside follows. */
export function ToolList({ tools, chosen, onChoose }: ToolListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const virtual = useVirtualizer({
    count: tools.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const at = tools.findIndex(({ name }) => name === chosen);
  const move = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: tools.length - 1 };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(tools.length - 1, next));
    const tool = tools[index];
    virtual.scrollToIndex(index);
    if (tool !== undefined) onChoose(tool.name);
  };
  const shown = virtual.getVirtualItems();
  const drawn = shown.some(({ index }) => index === at);
  return (
    <div ref={frame} className={classes.frame}>
      <div
        role="listbox"
        tabIndex={0}
        aria-label="Tools"
        className={classes.list}
        style={{ height: Math.max(1, virtual.getTotalSize()) }}
        onKeyDown={move}
        {...(drawn && { 'aria-activedescendant': `${prefix}${at}` })}
      >
        {shown.map(({ index, start, size }) => {
          const tool = tools[index];
          if (tool === undefined) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys of its options
            // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
            <div
              key={tool.name}
              id={`${prefix}${index}`}
              role="option"
              aria-selected={index === at}
              aria-setsize={tools.length}
              aria-posinset={index + 1}
              className={classes.option}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onClick={() => onChoose(tool.name)}
            >
              <div className={classes.name} title={tool.name}>
                {tool.name}
              </div>
              <div className={classes.summary}>{tool.description}</div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
