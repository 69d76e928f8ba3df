import { Badge } from '@mantine/core';
import { useNavigate } from 'react-router';
import type { TestResults } from '#contract/testResults.ts';
import { TestResultsView } from '#renderer/entities/testResults/TestResultsView.tsx';
import { testCounts } from '#renderer/entities/testResults/testCounts.ts';
import { groupOfScript, groupsAbove } from '../collections/collectionRows.ts';
import { useCollections } from '../queries.ts';
import { useWorkbench } from '../workbench.ts';

/** What the checks and scripts of the sent request came to. */
export function SentTests({ tests }: { tests: TestResults }) {
  const { goTo, draft } = useWorkbench();
  const navigate = useNavigate();
  const groups = groupsAbove(useCollections().data?.groups ?? [], draft.groupId);
  const openScripts = (of: string) => {
    const group = groupOfScript(groups, of);
    if (group === undefined) goTo('scripts');
    else void navigate(`/requests/collections/${group.id}?part=scripts`);
  };
  return <TestResultsView tests={tests} onScripts={openScripts} />;
}

/** How many checks there are; where some failed, how many those are. */
export function TestsBadge({ tests }: { tests: TestResults }) {
  const { passed, failed, skipped } = testCounts(tests);
  return (
    <Badge
      size="sm"
      variant={failed > 0 ? 'filled' : 'light'}
      color={failed > 0 ? 'red.8' : 'gray'}
      aria-label={failed > 0 ? `${failed} failed` : `${passed + skipped} checks, none failed`}
    >
      {failed > 0 ? failed : passed + skipped}
    </Badge>
  );
}
