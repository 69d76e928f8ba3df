import { useMediaQuery } from '@mantine/hooks';
import { useColumnChoice } from '#renderer/ui/table/index.ts';
import { attachColumns, middleColumns, narrowColumns } from './columns.tsx';

/** The columns that a person chose; a narrow window leaves some out, so that the button stays in sight. */
export function useAttachColumns() {
  const middle = useMediaQuery('(max-width: 75em)') ?? false;
  const narrow = useMediaQuery('(max-width: 56em)') ?? false;
  const columns = narrow ? narrowColumns : middle ? middleColumns : attachColumns;
  return useColumnChoice('assistant-integrations', columns);
}
