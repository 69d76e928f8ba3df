import { Button } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { IntegrationId } from '#contract/common.ts';
import { useMay } from '#renderer/app/useSession.ts';
import { orpc } from '#renderer/platform/client.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';

/** Checks at once, apart from the schedule. */
export function CheckNow({ integrationId }: { integrationId: IntegrationId }) {
  const may = useMay('editor');
  const check = useMutation(
    orpc.health.checkNow.mutationOptions({
      onSuccess: ({ ok, message, todo }) => {
        if (ok) toastDone(message);
        else toastFault(new Error([message, todo].filter((line) => line !== null).join(' ')), 'The check failed');
      },
    }),
  );
  if (!may) return null;
  return (
    <Button
      variant="default"
      loading={check.isPending}
      leftSection={<IconStethoscope size={16} aria-hidden />}
      onClick={() => check.mutate({ integrationId })}
    >
      Check now
    </Button>
  );
}
