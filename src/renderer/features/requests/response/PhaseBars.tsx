import { Stack, Text } from '@mantine/core';
import type { SentRequest } from '#contract/requests.ts';
import classes from '../requests.module.css';

type Timings = NonNullable<SentRequest['timings']>;

const phases = [
  ['dns', 'DNS lookup'],
  ['connect', 'Connect'],
  ['tls', 'TLS'],
  ['send', 'Send'],
  ['firstByte', 'Wait for first byte'],
  ['download', 'Download'],
] as const;

/** How long each phase took, one after the other. */
export function PhaseBars({ timings }: { timings: Timings }) {
  const whole = Math.max(timings.total, 0.001);
  let before = 0;
  const bars = phases.map(([key, label]) => {
    const ms = timings[key];
    const start = before;
    before += ms ?? 0;
    return { key, label, ms, left: (100 * start) / whole, width: (100 * (ms ?? 0)) / whole };
  });
  return (
    <Stack gap={6} mt="sm">
      {bars.map((bar) => (
        <div key={bar.key} className={classes.phase}>
          <span>{bar.label}</span>
          <div className={classes.phaseTrack} aria-hidden>
            {bar.ms === null ? null : (
              <div
                className={classes.phaseBar}
                style={{ left: `${Math.min(bar.left, 99)}%`, width: `${Math.min(bar.width, 100 - bar.left)}%` }}
              />
            )}
          </div>
          <Text size="sm" className={classes.number} {...(bar.ms === null ? { c: 'dimmed' } : {})}>
            {bar.ms === null ? 'not needed' : formatMs(bar.ms)}
          </Text>
        </div>
      ))}
      <div className={classes.phase}>
        <b>Total</b>
        <span />
        <Text size="sm" fw={600} className={classes.number}>
          {formatMs(timings.total)}
        </Text>
      </div>
    </Stack>
  );
}

/** A duration given in milliseconds: "0.4 ms", "142 ms", "2.31 s". */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}
