import { type ReactNode, useEffect, useMemo } from 'react';
import { sharedValue } from '#renderer/ui/sharedValue.ts';

/** Something that a person can start by name. */
export interface PageAction {
  id: string;
  label: string;
  description?: string | undefined;
  /** Other words that find it. */
  finds?: string;
  /** The keys that do the same, as `mod+Enter`; `mod` is Ctrl, or Command on a Mac. */
  keys?: string;
  icon: ReactNode;
  onClick: () => void;
}

const offered = sharedValue<ReadonlyMap<string, readonly PageAction[]>>(new Map());

/** Puts what a part of the open page can do into the palette, as long as the part is shown. `part` names it among all parts. */
export function useOfferActions(part: string, actions: readonly PageAction[]): void {
  // What an action does is always that of the last drawing.
  useEffect(() => offered.set(new Map(offered.get()).set(part, actions)));
  useEffect(
    () => () => {
      const left = new Map(offered.get());
      left.delete(part);
      offered.set(left);
    },
    [part],
  );
}

/** What can be done on the open page. */
export function usePageActions(): readonly PageAction[] {
  const parts = offered.use();
  return useMemo(() => [...parts.values()].flat(), [parts]);
}
