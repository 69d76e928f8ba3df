import type { Conflict } from '#contract/sync.ts';

interface Choice {
  /** On the button. */
  label: string;
  /** The thing is gone after it. */
  deletes: boolean;
}

/** What both choices of each kind of conflict do. */
const choices: Record<Conflict['kind'], { mine: Choice; theirs: Choice }> = {
  field: {
    mine: { label: 'Keep mine', deletes: false },
    theirs: { label: 'Take theirs', deletes: false },
  },
  theyDeleted: {
    mine: { label: 'Keep it, with my changes', deletes: false },
    theirs: { label: 'Delete it', deletes: true },
  },
  youDeleted: {
    mine: { label: 'Delete it', deletes: true },
    theirs: { label: 'Bring it back, with their changes', deletes: false },
  },
};

export const choicesOf = ({ kind }: Conflict) => choices[kind];

/** What happened, in a sentence. */
export function conflictSentence({ kind, by }: Conflict): string {
  switch (kind) {
    case 'field':
      return `You and ${by} both changed this.`;
    case 'theyDeleted':
      return `${by} deleted it while you changed it.`;
    case 'youDeleted':
      return `You deleted it while ${by} changed it.`;
  }
}

/** `savedRequest` as "Saved request". */
export function thingWords(thing: string): string {
  return sentenceCase(thing.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}

export const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "integration GitHub, Base URL": names a conflict among others. */
export function conflictName({ thing, name, field }: Conflict): string {
  const whole = `${thingWords(thing).toLowerCase()} ${name}`;
  return field === null ? whole : `${whole}, ${field}`;
}

/** Values that differ and are both not shown are secret. */
export const isSecret = ({ kind, mine, theirs }: Conflict): boolean =>
  kind === 'field' && mine === null && theirs === null;

/** Whether another value can be typed: a value that is cut would lose its end. */
export const isEditable = ({ kind, isText, mine, theirs }: Conflict): boolean =>
  kind === 'field' && isText && mine?.isCut !== true && theirs?.isCut !== true;

/** Conflicts of one thing, in the order in which they came. */
export interface ConflictedThing {
  key: string;
  conflicts: [Conflict, ...Conflict[]];
}

export function byThing(conflicts: readonly Conflict[]): ConflictedThing[] {
  const things = new Map<string, ConflictedThing>();
  for (const conflict of conflicts) {
    const key = JSON.stringify([conflict.thing, conflict.path, conflict.name]);
    const thing = things.get(key);
    if (thing === undefined) things.set(key, { key, conflicts: [conflict] });
    else thing.conflicts.push(conflict);
  }
  return [...things.values()];
}

/** Whether everything that is written is in what the conflict shows. */
export function matches(conflict: Conflict, text: string): boolean {
  const { mine, theirs, base, by } = conflict;
  const shown = [conflictName(conflict), by, mine?.text, theirs?.text, base?.text].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => shown.includes(word));
}
