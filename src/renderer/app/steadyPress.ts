/** Farther than this, in CSS pixels, the pointer was dragged and the person may mean something else. */
const jitter = 5;

const pressable = 'button, a[href], input[type="checkbox"], input[type="radio"], [role="tab"], [role="option"]';

/**
 * Keeps a press where the page moves under the pointer before it is released, for example because leaving a field showed a line
 * above: the browser then gives the click to neither of the two elements. Listens until the page ends.
 */
export function keepPresses(): void {
  let press: { readonly element: HTMLElement; readonly x: number; readonly y: number } | null = null;
  addEventListener(
    'pointerdown',
    ({ target, isPrimary, button, clientX, clientY }) => {
      const element = target instanceof Element ? target.closest<HTMLElement>(pressable) : null;
      press = element !== null && isPrimary && button === 0 ? { element, x: clientX, y: clientY } : null;
    },
    true,
  );
  const forget = () => {
    press = null;
  };
  addEventListener('pointercancel', forget, true);
  addEventListener(
    'pointerup',
    (event) => {
      const began = press;
      press = null;
      if (began === null || isModified(event)) return;
      const { element, x, y } = began;
      const stayed = Math.hypot(event.clientX - x, event.clientY - y) <= jitter;
      const moved = event.target instanceof Node && !element.contains(event.target);
      // After the click that the browser gives to what holds both elements.
      if (stayed && moved) setTimeout(() => isReachable(element) && element.click());
    },
    true,
  );
}

const isReachable = (element: HTMLElement) => element.isConnected && element.closest('[inert]') === null;

const isModified = ({ ctrlKey, metaKey, shiftKey, altKey }: PointerEvent) => ctrlKey || metaKey || shiftKey || altKey;
