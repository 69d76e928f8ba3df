/** Lengths of time that the charts show, in hours, with the minutes of one slice. */
export const spans = [
  { value: '24', label: '24 hours', slice: 30 },
  { value: '168', label: '7 days', slice: 180 },
  { value: '720', label: '30 days', slice: 720 },
] as const;

export type Span = (typeof spans)[number];
export const spanValues = spans.map(({ value }) => value);
