import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ComparedLine } from '#core/compareLines.ts';
import classes from './Compared.module.css';

/** The frame of a table of differences: its cells with `data-kind` removed or added are in the colour of it. */
export function Compared({ children }: { children: ReactNode }) {
  return <div className={classes.frame}>{children}</div>;
}

const signs: Record<ComparedLine['kind'], string> = { same: ' ', removed: '−', added: '+', gap: '⋯' };

interface ComparedLinesProps {
  label: string;
  lines: readonly ComparedLine[];
  /** There are more than are given. */
  more: boolean;
}

/** How two texts differ, line by line, as `compareLines` of core says it. */
export function ComparedLines({ label, lines, more }: ComparedLinesProps) {
  return (
    <>
      {more ? (
        <Text size="xs" c="dimmed" mb={4}>
          There are more differences than are shown.
        </Text>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <section className={classes.frame} aria-label={label} tabIndex={0}>
        {lines.map(({ kind, left, right, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <div key={index} className={classes.line} data-kind={kind}>
            <span>{left ?? ''}</span>
            <span>{right ?? ''}</span>
            <span>{signs[kind]}</span>
            <span>{text}</span>
          </div>
        ))}
      </section>
    </>
  );
}
