import { useMediaQuery } from '@mantine/hooks';
import { useColumnChoice } from '#renderer/ui/table/index.ts';
import { attachColumns, narrowColumns } from './columns.tsx';

/** The columns that a person chose; a narrow window leaves some out, so that the button stays in sight. */
export function useAttachColumns() {
  const narrow = useMediaQuery('(max-width: 56em)') ?? false;
  return useColumnChoice('assistant-integrations', narrow ? narrowColumns : attachColumns);
}
