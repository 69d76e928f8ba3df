import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { OperationsForm } from './OperationsForm.tsx';

const mostOperations = 5_000;

interface OperationsModalProps {
  assistant: Assistant;
  row: AssistantIntegration;
  onClose: () => void;
}

/** Chooses which operations of an attached integration become tools. Mount it while it is open. */
export function OperationsModal({ assistant, row, onClose }: OperationsModalProps) {
  const input = { integrationId: row.integrationId, limit: mostOperations };
  const { data, error, refetch } = useQuery(orpc.definitions.operations.queryOptions({ input }));
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={`Operations of ${row.displayName} for ${assistant.name}`}
      closeOnClickOutside={false}
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h={360} aria-busy aria-label="Loading" />}
      {data !== undefined && (
        <OperationsForm assistant={assistant} row={row} operations={data.rows} onClose={onClose} />
      )}
    </Modal>
  );
}
