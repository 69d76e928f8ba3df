import { Skeleton } from '@mantine/core';
import type { Integration } from '#contract/integrations.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useReport } from './queries.ts';
import { ReportSections } from './review/ReportSections.tsx';

/** What the definition of an integration says of itself; nothing where there is none. */
export function DefinitionSummary({ integration }: { integration: Integration }) {
  const { data, error, refetch } = useReport(integration.id, integration.definition !== null);
  if (integration.definition === null) return null;
  if (error !== null) {
    return <ErrorNotice error={error} title="The definition could not be read" onRetry={() => void refetch()} />;
  }
  return data === undefined ? <Skeleton h={160} /> : <ReportSections report={data} />;
}
