import { useEffect, useState } from 'react';
import type { Conflict } from '#contract/sync.ts';
import { counted } from '#core/counted.ts';
import { useConflictChanges } from '#renderer/entities/sync/queries.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { choicesOf, conflictName } from './words.ts';

type Side = 'mine' | 'theirs';

export interface Deciding {
  /** Ids of what is selected. */
  chosen: ReadonlySet<string>;
  choose(ids: readonly string[], on: boolean): void;
  /** Takes one side for one or many; asks first where several decisions delete something. */
  decide(conflicts: readonly Conflict[], side: Side): Promise<void>;
}

/** Selects and decides. */
export function useDeciding(all: readonly Conflict[]): Deciding {
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const { decide } = useConflictChanges();
  const focusOnNext = useFocusOnNext();
  const chosen = new Set(all.map(({ id }) => id).filter((id) => kept.has(id)));
  return {
    chosen,
    choose: (ids, on) => setKept(new Set(on ? [...chosen, ...ids] : [...chosen].filter((id) => !ids.includes(id)))),
    decide: async (conflicts, side) => {
      const lost = conflicts.filter((conflict) => choicesOf(conflict)[side].deletes);
      if (decide.isPending || conflicts.length === 0) return;
      if (lost.length > 0 && conflicts.length > 1 && !(await confirm(deletionQuestion(lost)))) return;
      const goOn = focusOnNext(conflicts);
      await decide.mutateAsync({ decisions: conflicts.map(({ id }) => ({ id, choose: side })) }).then(
        () => {
          toastDone(`${counted(conflicts.length, 'conflict')} decided`);
          goOn();
        },
        // The fault is told by a toast, and everything stands as it was.
        () => undefined,
      );
    },
  };
}

const deletionQuestion = (lost: readonly Conflict[]) => ({
  title: `Delete ${counted(lost.length, 'thing')} for the whole team?`,
  body: 'With this choice these are deleted:',
  lost: lost.map(conflictName),
  action: 'Decide and delete',
});

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-conflict]')];

/** Gives the focus to what stands where something was that has gone: told before which goes, and again when it is gone. */
function useFocusOnNext() {
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    if (place === null) return;
    setPlace(null);
    const left = rows();
    const next = left[Math.min(place, left.length - 1)] ?? document.getElementById('content');
    if (document.activeElement === null || document.activeElement === document.body) next?.focus();
  }, [place]);
  return ([first]: readonly Conflict[]) => {
    const at = rows().findIndex(({ dataset }) => dataset.conflict === first?.id);
    return () => setPlace(Math.max(0, at));
  };
}
