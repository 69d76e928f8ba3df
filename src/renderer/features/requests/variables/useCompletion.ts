import { type KeyboardEvent, type RefObject, useId, useMemo, useState } from 'react';
import type { CodeVariable } from '#renderer/ui/code/index.ts';
import { matchingNames, type OpenName, openName } from './names.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Completion {
  /** The name that is being written while names are offered for it. */
  readonly open: OpenName | null;
  /** For the list of names. */
  readonly list: { id: string; names: readonly CodeVariable[]; active: number; onTake(name: string): void };
  /** What the field says of the list to those who do not see it. */
  readonly aria: { 'aria-controls'?: string; 'aria-activedescendant'?: string; 'aria-autocomplete': 'list' };
  /** Reads what stands at the caret. */
  look(): void;
  close(): void;
  /** True where the key was the list's. */
  key(event: KeyboardEvent): boolean;
}

/** Offers names while one is written between braces; Ctrl-Space asks for them in any place. */
export function useCompletion(field: RefObject<Field | null>, offered: readonly CodeVariable[] | null): Completion {
  const id = useId();
  const [open, setOpen] = useState<OpenName | null>(null);
  const [active, setActive] = useState(0);
  const names = useMemo(
    () => (open === null || offered === null ? [] : matchingNames(offered, open.typed)),
    [open, offered],
  );
  const at = Math.min(active, names.length - 1);
  const shown = open !== null && names.length > 0;
  const look = () => {
    const element = field.current;
    setActive(0);
    setOpen(element === null ? null : openName(element.value, element.selectionStart ?? element.value.length));
  };
  const close = () => setOpen(null);
  const take = (name: string) => {
    const element = field.current;
    if (element === null || open === null) return;
    element.focus();
    const { from, to } = open;
    insert(element, from, to, `${name}}}`);
    close();
  };
  const key = (event: KeyboardEvent): boolean => {
    if (event.nativeEvent.isComposing) return false;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      const element = field.current;
      const caret = element?.selectionStart ?? 0;
      if (element !== null && openName(element.value, caret) === null) insert(element, caret, caret, '{{');
      look();
      return true;
    }
    if (!shown) return false;
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const next = moves[event.key];
    const chosen = names[at];
    if (next !== undefined) setActive((next + names.length) % names.length);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined && !event.ctrlKey && !event.metaKey)
      take(chosen.name);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    open: shown ? open : null,
    list: { id, names, active: at, onTake: take },
    aria: {
      'aria-autocomplete': 'list',
      ...(shown && { 'aria-controls': id, 'aria-activedescendant': `${id}-${at}` }),
    },
    look,
    close,
    key,
  };
}

/** Writes as a person does, so that the field's own undo takes it back. */
function insert(element: Field, from: number, to: number, text: string): void {
  element.setSelectionRange(from, to);
  if (document.execCommand('insertText', false, text)) return;
  element.setRangeText(text, from, to, 'end');
  element.dispatchEvent(new Event('input', { bubbles: true }));
}
