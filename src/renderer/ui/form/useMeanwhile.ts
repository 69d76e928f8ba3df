import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { isSame } from '#core/edit/edit.ts';

/** What another one changed while a form was open. */
export interface MeanwhileState<Values extends object> {
  /** What is now in fields that were changed here too; a person chooses. */
  readonly conflicts: Partial<Values>;
  /** Fields that were changed elsewhere only, and now show what stands. */
  readonly takenOver: readonly (keyof Values & string)[];
  /** Settles a conflict: what was typed stays and will be saved over the other, or what stands takes its place. */
  choose(field: keyof Values & string, which: 'mine' | 'theirs'): void;
}

interface Meanwhile<Values extends object> extends MeanwhileState<Values> {
  /** What stood when the form was opened, or was seen since. */
  base(): Values;
  /** Lays what is known to be now beside what was typed. */
  meet(now: Partial<Values>): void;
  saved(values: Values): void;
}

const namesOf = <T extends object>(values: T) => Object.keys(values) as (keyof T & string)[];

/** Follows what stands while a form is open: what was not touched follows it, what was touched waits for a choice. */
export function useMeanwhile<Values extends object>(
  fields: UseFormReturnType<Values>,
  opened: Values,
  stored: Values | undefined,
): Meanwhile<Values> {
  const base = useRef(opened);
  const seen = useRef(stored);
  const ownSave = useRef(new Set<string>());
  const [conflicts, setConflicts] = useState<Partial<Values>>({});
  const [takenOver, setTakenOver] = useState<readonly (keyof Values & string)[]>([]);
  const rebase = (now: Partial<Values>) => {
    base.current = { ...base.current, ...now };
    fields.setInitialValues(base.current);
    fields.resetDirty(base.current);
  };
  const settle = (names: readonly string[]) =>
    setConflicts(
      (before) =>
        Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name))) as Partial<Values>,
    );
  const meet = (now: Partial<Values>) => {
    const values = fields.getValues();
    const moved = namesOf(now).filter((name) => !isSame(now[name], base.current[name]));
    const pick = (names: readonly (keyof Values & string)[]) =>
      Object.fromEntries(names.map((name) => [name, now[name]])) as Partial<Values>;
    const untouched = moved.filter((name) => isSame(values[name], base.current[name]));
    const both = moved.filter((name) => !untouched.includes(name));
    const agreed = both.filter((name) => isSame(values[name], now[name]));
    const apart = both.filter((name) => !agreed.includes(name));
    rebase(pick([...untouched, ...agreed]));
    if (untouched.length > 0) fields.setValues(pick(untouched));
    const news = untouched.filter((name) => !ownSave.current.delete(name));
    if (news.length > 0) setTakenOver((before) => [...new Set([...before, ...news])]);
    // What stood when the form was opened may stand again.
    settle(namesOf(now).filter((name) => !apart.includes(name)));
    if (apart.length > 0) setConflicts((before) => ({ ...before, ...pick(apart) }));
  };
  const follow = useEffectEvent(() => {
    if (stored === undefined || seen.current === undefined) return;
    const before = seen.current;
    seen.current = stored;
    const news = namesOf(stored).filter((name) => !isSame(stored[name], before[name]));
    if (news.length > 0) meet(Object.fromEntries(news.map((name) => [name, stored[name]])) as Partial<Values>);
  });
  const version = stored === undefined ? '' : JSON.stringify(stored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands counts by what it says, not by identity
  useEffect(() => follow(), [version]);
  return {
    conflicts,
    takenOver,
    choose: (name, which) => {
      const now = { [name]: conflicts[name] } as Partial<Values>;
      rebase(now);
      if (which === 'theirs') fields.setValues(now);
      settle([name]);
    },
    base: () => base.current,
    meet,
    saved: (values) => {
      ownSave.current = new Set(namesOf(values).filter((name) => !isSame(values[name], base.current[name])));
      rebase(values);
      setConflicts({});
      setTakenOver([]);
    },
  };
}
