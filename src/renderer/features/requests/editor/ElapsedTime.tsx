import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

const tickMs = 100;

/** Seconds since a moment (milliseconds UTC), counting. */
export function ElapsedTime({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), tickMs, { autoInvoke: true });
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{(Math.max(0, now - since) / 1_000).toFixed(1)} s</span>;
}
