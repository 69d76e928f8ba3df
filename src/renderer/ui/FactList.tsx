import type { ReactNode } from 'react';
import classes from './FactList.module.css';

export type Fact = readonly [name: string, value: ReactNode];

interface FactListProps {
  /** What is null is left out. */
  facts: readonly Fact[];
  /** For a narrow place. */
  dense?: boolean;
}

/** Names with their values, as many in a line as fit. */
export function FactList({ facts, dense = false }: FactListProps) {
  return (
    <dl className={classes.facts} data-dense={dense || undefined}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
