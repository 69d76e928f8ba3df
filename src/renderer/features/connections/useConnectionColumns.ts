import { useMediaQuery } from '@mantine/hooks';
import { useMemo } from 'react';
import { type Column, useColumnChoice } from '#renderer/ui/table/index.ts';

const leftOutOfMiddle = ['secretChangedAt', 'visibility'];
const leftOutOfNarrow = [...leftOutOfMiddle, 'owner'];

/** The columns that a person chose; a narrower window leaves some out, so that none is cut. */
export function useConnectionColumns<Row>(name: string, columns: readonly Column<Row>[]) {
  const middle = useMediaQuery('(max-width: 89em)') ?? false;
  const narrow = useMediaQuery('(max-width: 75em)') ?? false;
  const fitting = useMemo(() => {
    const leftOut = narrow ? leftOutOfNarrow : middle ? leftOutOfMiddle : [];
    return columns.filter(({ id }) => !leftOut.includes(id));
  }, [columns, middle, narrow]);
  return useColumnChoice(name, fitting);
}
