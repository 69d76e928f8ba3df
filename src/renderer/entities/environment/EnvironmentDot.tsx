import type { Environment } from '#contract/environments.ts';
import { colorOf } from './environments.ts';

/** The colour of an environment, beside its name. */
export function EnvironmentDot({ environment }: { environment: Pick<Environment, 'color' | 'isProduction'> }) {
  return (
    <span
      aria-hidden
      style={{ flex: 'none', width: 10, height: 10, borderRadius: '50%', background: colorOf(environment) }}
    />
  );
}
