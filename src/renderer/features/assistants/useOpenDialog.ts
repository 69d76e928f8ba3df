import { useCallback, useRef, useState } from 'react';

/** A dialog of a page: what it is about, and the focus back to where it was opened from when it closes. */
export function useOpenDialog<Dialog>() {
  const [opened, setOpened] = useState<Dialog | null>(null);
  const from = useRef<HTMLElement | null>(null);
  const open = useCallback((dialog: Dialog) => {
    from.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpened(dialog);
  }, []);
  const close = useCallback(() => {
    setOpened(null);
    // The dialog holds the focus until it is gone.
    requestAnimationFrame(() => from.current?.focus());
  }, []);
  return { opened, open, close };
}
