import { Text } from '@mantine/core';
import type { HopDetails } from '#contract/connectionDetails.ts';
import classes from '../requests.module.css';
import { formatMs } from './PhaseBars.tsx';

const phases = [
  ['dns', 'DNS lookup'],
  ['connect', 'Connect'],
  ['tls', 'TLS'],
  ['send', 'Send'],
  ['firstByte', 'Wait for first byte'],
  ['download', 'Download'],
] as const;

/** Every request of a chain of redirects on one line of time, with its phases where they are known. */
export function HopChain({ hops }: { hops: readonly HopDetails[] }) {
  const whole = Math.max(hops.at(-1)?.timings.total ?? 0, 0.001);
  return (
    <ol className={classes.hops} aria-label="The requests of the chain">
      {hops.map((hop, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a chain may come to the same address twice
        <li key={index}>
          <HopLine hop={hop} begins={hops[index - 1]?.timings.total ?? 0} whole={whole} />
        </li>
      ))}
    </ol>
  );
}

interface HopLineProps {
  hop: HopDetails;
  /** Milliseconds from the beginning of the first. */
  begins: number;
  whole: number;
}

function HopLine({ hop, begins, whole }: HopLineProps) {
  const { method, status, url, remoteAddress, remotePort, reused, timings } = hop;
  let at = begins;
  const bars = phases.flatMap(([key, label]) => {
    const ms = timings[key];
    if (ms === null) return [];
    const left = (100 * at) / whole;
    at += ms;
    return [{ key, label, ms, left, width: (100 * ms) / whole }];
  });
  return (
    <>
      <Text size="sm" className={classes.mono} style={{ overflowWrap: 'anywhere' }}>
        <b>
          {method} {status}
        </b>{' '}
        {url}
      </Text>
      <div className={classes.hopTrack} aria-hidden>
        {bars.map(({ key, label, ms, left, width }) => (
          <span
            key={key}
            title={`${label}: ${formatMs(ms)}`}
            data-phase={key}
            style={{ left: `${Math.min(left, 99.5)}%`, width: `${Math.max(0.4, Math.min(width, 100 - left))}%` }}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {formatMs(timings.total - begins)}: {bars.map(({ label, ms }) => `${label} ${formatMs(ms)}`).join(', ')} ·{' '}
        {remoteAddress}
        {remotePort === null ? '' : ` port ${remotePort}`}
        {reused ? ', on an open connection' : ''}
      </Text>
    </>
  );
}
