import { useWorkbench } from '../WorkbenchContext.ts';

/** What is wrong with a field of the request, in words; undefined where nothing is. */
export function useProblem(field: string): string | undefined {
  const { composed, draft } = useWorkbench();
  if (field === 'url' && draft.url === '') return undefined;
  return composed?.problems.find((problem) => problem.field === field && problem.severity === 'error')?.message;
}
