import { createContext, type ReactNode, useEffect, useId, useLayoutEffect } from 'react';
import { sharedValue } from '../sharedValue.ts';

const stack = sharedValue<readonly string[]>([]);
const hosted = sharedValue<readonly { id: string; content: ReactNode }[]>([]);

/** Puts a dialog on the screen from where no component could hold it, for example a menu that closes. The answer closes it. */
export function openDialog(content: (close: () => void) => ReactNode): () => void {
  const id = crypto.randomUUID();
  const close = () => hosted.set(hosted.get().filter((one) => one.id !== id));
  hosted.set([...hosted.get(), { id, content: content(close) }]);
  return close;
}

/** What `openDialog` has put up. */
export const useHostedDialogs = hosted.use;

/** Whether any dialog is open; what stands below one keeps its hands off the Escape key. */
export function useAnyDialog(): boolean {
  return stack.use().length > 0;
}

/** The place of a dialog among those that are open: its height, and whether it is the one that has the keyboard. */
export function useDialogPlace(): { height: number; top: boolean } {
  const id = useId();
  const open = stack.use();
  useLayoutEffect(() => {
    stack.set([...stack.get(), id]);
    return () => stack.set(stack.get().filter((one) => one !== id));
  }, [id]);
  const height = open.indexOf(id);
  return { height: Math.max(height, 0), top: height === open.length - 1 };
}

/** Gives the focus back to where it was when the dialog goes away, unless something else took it. */
export function useFocusReturn(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
}

export interface DialogControl {
  /** Says whether something typed would be lost; the answer ends the watch. */
  watch(isUnsaved: () => boolean): () => void;
}

/** The dialog that a piece stands in; null on a page. */
export const DialogContext = createContext<DialogControl | null>(null);
