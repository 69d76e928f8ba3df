import { Skeleton, Stack, Text } from '@mantine/core';
import type { IntegrationId } from '#contract/common.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import classes from '../OperationsTab.module.css';
import { useOperation } from '../queries.ts';
import { OperationDocument } from './OperationDocument.tsx';

interface DocumentationProps {
  integrationId: IntegrationId;
  operationKey: string | null;
  /** The operation was removed. */
  onGone: () => void;
}

/** What the chosen operation takes and answers. */
export function Documentation({ integrationId, operationKey, onGone }: DocumentationProps) {
  const { data, error, refetch, isFetching } = useOperation(integrationId, operationKey);
  return (
    <section className={classes.documentation} aria-label="Documentation" aria-busy={isFetching}>
      {operationKey === null && (
        <Text size="sm" c="dimmed">
          Choose an operation to read about it.
        </Text>
      )}
      {error !== null && (
        <ErrorNotice error={error} title="The operation could not be read" onRetry={() => void refetch()} />
      )}
      {operationKey !== null && data === undefined && error === null && <DocumentSkeleton />}
      {data !== undefined && error === null && (
        <OperationDocument key={data.key} integrationId={integrationId} operation={data} onGone={onGone} />
      )}
    </section>
  );
}

function DocumentSkeleton() {
  return (
    <Stack>
      <Skeleton h={24} w="60%" />
      <Skeleton h={12} w="90%" />
      <Skeleton h={120} />
    </Stack>
  );
}
