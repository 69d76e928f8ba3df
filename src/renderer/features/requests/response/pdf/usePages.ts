import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { layOut, type PageLayout, type PageSize } from './zoom.ts';

interface Pages {
  /** For the element that scrolls. */
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly layout: PageLayout;
  /** Pages in view and those beside them, from 0. */
  readonly shown: readonly number[];
  /** The page in the middle of what is seen. */
  readonly current: number;
  onScroll(): void;
  goTo(page: number): void;
  /** A page is of another size than the first one. */
  onSize(page: number, size: PageSize): void;
}

/**
 * Where the pages of a document lie below each other, and which of them are in view. What is in the middle, or
 * the top, stays there at another scale.
 */
export function usePages(count: number, first: PageSize, scale: number, view: number): Pages {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [sizes, setSizes] = useState<ReadonlyMap<number, PageSize>>(new Map());
  const layout = useMemo(() => layOut(count, (page) => sizes.get(page) ?? first, scale), [count, sizes, first, scale]);
  const before = useRef(layout);
  // The frame itself has moved already where the pages have become shorter.
  const latest = useRef(top);
  latest.current = top;
  const moveTo = useCallback((offset: number) => {
    if (frame.current === null) return;
    frame.current.scrollTop = offset;
    setTop(frame.current.scrollTop);
  }, []);
  useLayoutEffect(() => {
    if (before.current === layout) return;
    const place = before.current.placeAt(latest.current + view / 2);
    before.current = layout;
    if (latest.current > 0) moveTo(layout.offsetOf(place) - view / 2);
  }, [layout, view, moveTo]);
  return {
    frame,
    layout,
    shown: layout.between(top - view / 2, top + view * 1.5),
    current: Math.floor(layout.placeAt(top + view / 2)),
    onScroll: () => setTop(frame.current?.scrollTop ?? 0),
    goTo: (page) => moveTo(layout.offsetOf(Math.max(0, Math.min(count - 1, page)))),
    onSize: useCallback((page, size) => {
      setSizes((known) => {
        const { width, height } = known.get(page) ?? { width: 0, height: 0 };
        return width === size.width && height === size.height ? known : new Map([...known, [page, size]]);
      });
    }, []),
  };
}
