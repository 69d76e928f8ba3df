import { useEffect, useRef } from 'react';
import type { Dropped } from '#renderer/ui/files.ts';
import { filesOfDrop, type PickedFiles, type PickRule, sortPicked } from './pickedFiles.ts';

/** Begins a dialog with what was dropped on the window, once; `refuse` gets what cannot be taken. */
export function useDropped(
  dropped: readonly Dropped[] | undefined,
  rule: PickRule,
  start: (picked: PickedFiles) => Promise<void>,
  refuse: (error: unknown) => void,
): void {
  const left = useRef(dropped);
  useEffect(() => {
    const items = left.current;
    left.current = undefined;
    if (items === undefined) return;
    filesOfDrop(items, rule)
      .then((files) => {
        const picked = sortPicked(files, rule);
        return picked === null ? undefined : start(picked);
      })
      .catch(refuse);
  }, [rule, start, refuse]);
}
