export interface Hour {
  /** Start, milliseconds UTC. */
  at: number;
  ok: number;
  failed: number;
}

const hourMs = 3_600_000;
const dayHours = 24;

/** The last 24 hours up to `now`, with the empty ones. */
export function lastDay(hours: readonly Hour[], now: number): Hour[] {
  const newest = Math.floor(now / hourMs);
  const byHour = new Map(hours.map((hour) => [Math.floor(hour.at / hourMs), hour]));
  return Array.from({ length: dayHours }, (_, index) => {
    const hour = newest - dayHours + 1 + index;
    return byHour.get(hour) ?? { at: hour * hourMs, ok: 0, failed: 0 };
  });
}

export function hourState({ ok, failed }: Hour): 'none' | 'ok' | 'failed' | 'mixed' {
  if (ok === 0) return failed === 0 ? 'none' : 'failed';
  return failed === 0 ? 'ok' : 'mixed';
}

/** The day in words, for those who do not see the strip. */
export function daySummary(hours: readonly Hour[]): string {
  const ok = hours.reduce((sum, hour) => sum + hour.ok, 0);
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0);
  return failed === 0
    ? `${ok.toLocaleString('en')} ok`
    : `${failed.toLocaleString('en')} of ${(ok + failed).toLocaleString('en')} failed`;
}
