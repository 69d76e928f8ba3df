/** The value at a share of the sorted values, by the nearest-rank method. `share` runs from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The middle of the sorted values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
