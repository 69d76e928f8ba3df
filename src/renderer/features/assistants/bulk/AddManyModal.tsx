import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { counted } from '#renderer/ui/format.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { attachInput } from './bulkPlan.ts';
import { PlanTable } from './PlanTable.tsx';
import { useBulkPlan } from './useBulkPlan.ts';

interface ManyModalProps {
  assistant: Assistant;
  rows: readonly AssistantIntegration[];
  onClose: () => void;
  onDone: () => void;
}

/** Which connection each integration would use, before all of them are added in one step. */
export function AddManyModal({ assistant, rows, onClose, onDone }: ManyModalProps) {
  const plan = useBulkPlan(assistant.id, rows);
  const attach = attachInput(plan.lines ?? []);
  const left = (plan.lines?.length ?? 0) - attach.length;
  const add = useMutation(
    orpc.assistants.changeAttachments.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ attached }) => {
        toastDone(`${counted(attached, 'integration')} added to ${assistant.name}.`);
        onDone();
      },
    }),
  );
  return (
    <Modal opened onClose={onClose} size="xl" title={`Add to ${assistant.name}`} closeOnClickOutside={false}>
      <Stack gap="md">
        {plan.error !== null && <ErrorNotice error={plan.error} title="The connections could not be looked up" />}
        {plan.lines === null && plan.error === null && (
          <Stack gap={4}>
            <Text size="sm" role="status">
              Looking up connections: {plan.done.toLocaleString('en')} of {plan.total.toLocaleString('en')}
            </Text>
            <Progress value={(100 * plan.done) / Math.max(1, plan.total)} aria-label="Connections looked up" />
          </Stack>
        )}
        {plan.lines !== null && (
          <>
            <Text size="sm">
              All of them are added, or none. The connections are not checked first.
              {left > 0 && ` ${counted(left, 'integration is', 'integrations are')} left out.`}
            </Text>
            <PlanTable lines={plan.lines} onChoose={plan.choose} />
          </>
        )}
        {add.error !== null && <ErrorNotice error={add.error} title="Nothing was added" />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={add.isPending}
            disabled={attach.length === 0}
            onClick={() => add.mutate({ assistantId: assistant.id, attach })}
          >
            Add {counted(attach.length, 'integration')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
