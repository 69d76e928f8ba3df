import { type PointerEvent, useRef, useState } from 'react';
import type { CollectionNode } from './collectionRows.ts';
import { type DropSide, dropSide } from './moves.ts';

/** The line that things would be dropped at, and on which side of it; `end` is below all lines. */
export type DropAt = { readonly id: string; readonly side: DropSide } | { readonly id: null; readonly side: 'end' };

interface DragOptions {
  readonly rows: readonly CollectionNode[];
  readonly enabled: boolean;
  /** Whether what is dragged may be dropped there. */
  accepts(from: CollectionNode, at: DropAt): boolean;
  onDrop(from: CollectionNode, at: DropAt): void;
}

/** Px that the pointer goes before a press is a drag. */
const threshold = 5;
/** Px from the edge of the list in which it scrolls. */
const edge = 28;
const scrollStep = 12;

/** Drags lines of the tree with a mouse or pen; fingers scroll. The keyboard has its own way. */
export function useTreeDrag({ rows, enabled, accepts, onDrop }: DragOptions) {
  const pressed = useRef<{ node: CollectionNode; x: number; y: number } | null>(null);
  const [dragged, setDragged] = useState<CollectionNode | null>(null);
  const [drop, setDrop] = useState<DropAt | null>(null);
  const wasDragged = useRef(false);
  const end = () => {
    pressed.current = null;
    setDragged(null);
    setDrop(null);
  };
  const nodeOf = (element: Element | null): { node: CollectionNode; box: DOMRect } | null => {
    const line = element?.closest<HTMLElement>('[data-node]');
    const node = rows.find(({ id }) => id === line?.dataset.node);
    return line == null || node === undefined ? null : { node, box: line.getBoundingClientRect() };
  };
  const placeAt = (tree: HTMLElement, x: number, y: number): DropAt | null => {
    const element = document.elementFromPoint(x, y);
    if (element === null || !tree.contains(element)) return null;
    const line = nodeOf(element);
    if (line === null) return { id: null, side: 'end' };
    return { id: line.node.id, side: dropSide(line.node, (y - line.box.top) / line.box.height) };
  };
  return {
    dragged,
    drop,
    /** Whether the press that just ended was a drag, and no click. */
    wasDragged: () => wasDragged.current,
    cancel: end,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        wasDragged.current = false;
        const { target, button, pointerType, clientX: x, clientY: y } = event;
        if (!enabled || button !== 0 || pointerType === 'touch' || !(target instanceof Element)) return;
        const line = target.closest('button, input') === null ? nodeOf(target) : null;
        if (line !== null) pressed.current = { node: line.node, x, y };
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const { currentTarget: tree, clientX: x, clientY: y } = event;
        const from = pressed.current;
        if (from === null) return;
        if (!wasDragged.current) {
          if (Math.hypot(x - from.x, y - from.y) < threshold) return;
          tree.setPointerCapture(event.pointerId);
          wasDragged.current = true;
          setDragged(from.node);
        }
        scrollAtEdge(tree, y);
        const at = placeAt(tree, x, y);
        setDrop(at !== null && accepts(from.node, at) ? at : null);
      },
      // The place is read anew: what the last move set may not be drawn yet.
      onPointerUp: ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
        const from = pressed.current;
        const at = from !== null && wasDragged.current ? placeAt(currentTarget, clientX, clientY) : null;
        if (from !== null && at !== null && accepts(from.node, at)) onDrop(from.node, at);
        end();
      },
      onPointerCancel: end,
    },
  };
}

function scrollAtEdge(tree: HTMLElement, y: number): void {
  const list = tree.firstElementChild;
  if (list === null) return;
  const { top, bottom } = list.getBoundingClientRect();
  if (y < top + edge) list.scrollTop -= scrollStep;
  else if (y > bottom - edge) list.scrollTop += scrollStep;
}
