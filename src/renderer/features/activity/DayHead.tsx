import classes from './activity.module.css';
import { sameDay } from './sameDay.ts';

const full = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const dayMs = 86_400_000;

/** The day of the entries below it; `at` is in milliseconds UTC. */
export function DayHead({ at }: { at: number }) {
  return <div className={classes.day}>{dayWords(at, Date.now())}</div>;
}

function dayWords(at: number, now: number): string {
  if (sameDay(at, now)) return 'Today';
  return sameDay(at, now - dayMs) ? 'Yesterday' : full.format(at);
}
