import { Button, Fieldset, Group, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { type HealthSchedule, healthSchedule } from '#contract/health.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { intervalOptions } from './intervalOptions.ts';
import { QuietHours } from './QuietHours.tsx';

interface ScheduleFormProps {
  integrationId: IntegrationId;
  schedule: HealthSchedule;
  editable: boolean;
}

/** When the integration is checked by itself. */
export function ScheduleForm({ integrationId, schedule, editable }: ScheduleFormProps) {
  const [draft, setDraft] = useState(schedule);
  const change = (changes: Partial<HealthSchedule>) => setDraft({ ...draft, ...changes });
  const save = useMutation(
    orpc.health.setSchedule.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => toastDone(draft.enabled ? 'The schedule is saved.' : 'It is no longer checked by itself.'),
    }),
  );
  const changed = JSON.stringify(draft) !== JSON.stringify(schedule);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ integrationId, schedule: draft });
      }}
    >
      <Title order={2} size="h5" mb="sm">
        Schedule
      </Title>
      <Fieldset variant="unstyled" disabled={!editable} legend={null}>
        <Stack gap="md" align="flex-start">
          <Switch
            label="Check by itself"
            description="One safe request with the default connection."
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
          <Select
            label="Every"
            w={220}
            allowDeselect={false}
            disabled={!draft.enabled}
            data={intervalOptions(draft.intervalMinutes)}
            value={String(draft.intervalMinutes)}
            onChange={(value) => change({ intervalMinutes: Number(value) })}
          />
          <QuietHours
            value={draft.quietHours}
            disabled={!draft.enabled}
            onChange={(quietHours) => change({ quietHours })}
          />
          <Switch
            label="Notify when the status changes"
            disabled={!draft.enabled}
            checked={draft.notify}
            onChange={(event) => change({ notify: event.currentTarget.checked })}
          />
          <Text size="sm" c="dimmed">
            After failures the checks come less often, up to an hour or the interval apart.
          </Text>
          {save.isError ? <ErrorNotice error={save.error} title="The schedule was not saved" /> : null}
          <Group>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={!changed || !healthSchedule.safeParse(draft).success}
            >
              Save
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  );
}
