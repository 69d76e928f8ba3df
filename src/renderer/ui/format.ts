const units = ['kB', 'MB', 'GB', 'TB'];

/** "940 B", "6.1 kB", "13 MB": decimal units, two digits where they tell something. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  const value = bytes / 1_000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`;
}
