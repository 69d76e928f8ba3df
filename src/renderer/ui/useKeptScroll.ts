import { type RefObject, useEffect, useRef } from 'react';

interface Place {
  readonly top: number;
  readonly left: number;
}

/** As long as the page stands; the latest stay. */
const places = new Map<string, Place>();
const mostPlaces = 500;

function keepPlace(name: string, place: Place): void {
  places.delete(name);
  places.set(name, place);
  const [oldest] = places.keys();
  if (places.size > mostPlaces && oldest !== undefined) places.delete(oldest);
}

const patienceMs = 3_000;
const byPerson = ['wheel', 'pointerdown', 'keydown'] as const;

/**
 * Keeps how far what scrolls below the element is scrolled, under a name, and brings it back there when it is drawn again: rows and texts
 * that come later are waited for. A person who scrolls is never overruled.
 */
export function useKeptScroll(name: string): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = root.current;
    if (element === null) return undefined;
    let wanted = places.get(name);
    const giveUp = () => {
      wanted = undefined;
    };
    const until = performance.now() + patienceMs;
    let frame = 0;
    let held = 0;
    const restore = () => {
      if (wanted === undefined) return;
      const scroller = scrollerIn(element);
      if (scroller !== undefined) {
        held = Math.abs(scroller.scrollTop - wanted.top) <= 1 ? held + 1 : 0;
        scroller.scrollTop = wanted.top;
        scroller.scrollLeft = wanted.left;
      }
      // What measures its rows may move it once more.
      if (held >= 5 || performance.now() > until) return giveUp();
      frame = requestAnimationFrame(restore);
    };
    const onScroll = ({ target }: Event) => {
      if (wanted === undefined && target instanceof HTMLElement && target === scrollerIn(element))
        keepPlace(name, { top: target.scrollTop, left: target.scrollLeft });
    };
    element.addEventListener('scroll', onScroll, { capture: true, passive: true });
    for (const event of byPerson) element.addEventListener(event, giveUp, { capture: true, passive: true });
    restore();
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', onScroll, { capture: true });
      for (const event of byPerson) element.removeEventListener(event, giveUp, { capture: true });
    };
  }, [name]);
  return root;
}

/** The outermost element with more in it than it shows. */
function scrollerIn(root: HTMLElement): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>('[role=tabpanel], [role=tabpanel] *')].find(
    (element) =>
      element.scrollHeight > element.clientHeight + 1 &&
      ['auto', 'scroll'].includes(getComputedStyle(element).overflowY),
  );
}
