/** Lengths of time that the charts show, in hours. */
export const spans = [
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
] as const;

export type Span = (typeof spans)[number]['value'];
export const spanValues: readonly Span[] = spans.map(({ value }) => value);
