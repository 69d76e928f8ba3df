import { type DragEvent, type KeyboardEvent, useState } from 'react';

interface Reorder<Id extends string> {
  /** For what a row is dragged by; with Alt, the arrows move it. */
  handle(id: Id): {
    draggable: true;
    onDragStart(event: DragEvent): void;
    onDragEnd(): void;
    onKeyDown(event: KeyboardEvent): void;
  };
  /** For the row, which marks where the dragged one would stand. */
  row(id: Id): { onDragOver(event: DragEvent): void; onDrop(event: DragEvent): void; 'data-drop': string | undefined };
}

/** Puts rows into another order, with the mouse or the keyboard. `onMove` gets a row and the one it is placed before; null is last. */
export function useReorder<Id extends string>(
  ids: readonly Id[],
  onMove: (id: Id, before: Id | null) => void,
): Reorder<Id> {
  const [dragged, setDragged] = useState<Id | null>(null);
  const [over, setOver] = useState<{ id: Id; after: boolean } | null>(null);
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  const isAfter = (event: DragEvent) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY > top + height / 2;
  };
  return {
    handle: (id) => ({
      draggable: true,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('application/x-patchbay-row', id);
        setDragged(id);
      },
      onDragEnd: end,
      onKeyDown: (event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        const at = ids.indexOf(id);
        if (event.key === 'ArrowUp' && at > 0) onMove(id, ids[at - 1] ?? null);
        if (event.key === 'ArrowDown' && at < ids.length - 1) onMove(id, ids[at + 2] ?? null);
      },
    }),
    row: (id) => ({
      onDragOver: (event) => {
        if (dragged === null || dragged === id) return;
        event.preventDefault();
        const after = isAfter(event);
        if (over?.id !== id || over.after !== after) setOver({ id, after });
      },
      onDrop: (event) => {
        if (dragged === null) return;
        event.preventDefault();
        const rest = ids.filter((one) => one !== dragged);
        const before = isAfter(event) ? (rest[rest.indexOf(id) + 1] ?? null) : id;
        if (dragged !== id) onMove(dragged, before);
        end();
      },
      'data-drop': over?.id === id ? (over.after ? 'after' : 'before') : undefined,
    }),
  };
}
