const usual: readonly number[] = [1, 5, 15, 30, 60, 360, 720, 1_440];
const hourMinutes = 60;
const dayMinutes = 1_440;

/** The usual intervals in minutes, and the one that is set. */
export function intervalOptions(set: number): { value: string; label: string }[] {
  const minutes = [...new Set([...usual, set])].sort((a, b) => a - b);
  return minutes.map((value) => ({ value: String(value), label: intervalWords(value) }));
}

/** "15 minutes", "6 hours", "1 day". */
export function intervalWords(minutes: number): string {
  if (minutes % dayMinutes === 0) return counted(minutes / dayMinutes, 'day');
  if (minutes % hourMinutes === 0) return counted(minutes / hourMinutes, 'hour');
  return counted(minutes, 'minute');
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}
