import { Fieldset, Group, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import type { IntegrationId } from '#contract/common.ts';
import { type HealthSchedule, healthSchedule } from '#contract/health.ts';
import { counted } from '#core/counted.ts';
import { client } from '#renderer/platform/client.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

interface ScheduleFormProps {
  integrationId: IntegrationId;
  schedule: HealthSchedule;
  editable: boolean;
}

/** When the integration is checked by itself. */
export function ScheduleForm({ integrationId, schedule, editable }: ScheduleFormProps) {
  const form = useForm({
    initialValues: schedule,
    schema: healthSchedule,
    stored: schedule,
    save: (_input, _values, { changes, expected }) =>
      client.health.setSchedule({ integrationId, schedule: changes, expected }),
    onSaved: () => toastDone(form.values.enabled ? 'Schedule saved' : 'Scheduled checks turned off'),
    fieldOf: ({ field }) => field?.replace(/^schedule\./, ''),
  });
  const { values: draft, set: change } = form;
  return (
    <Form form={form} guard>
      <Title order={2} size="h5" mb="sm">
        Schedule
      </Title>
      <Fieldset variant="unstyled" disabled={!editable} legend={null}>
        <Stack gap="md" align="flex-start">
          <Switch
            label="Check automatically"
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
          <FormFault form={form} title="Couldn’t save the schedule" />
          <FormActions
            form={form}
            action="Save"
            disabled={!form.isUnsaved() || !healthSchedule.safeParse(draft).success}
          />
        </Stack>
      </Fieldset>
    </Form>
  );
}

const usualNight = { from: '22:00', to: '06:00' };

interface QuietHoursProps {
  value: HealthSchedule['quietHours'];
  disabled: boolean;
  onChange(value: HealthSchedule['quietHours']): void;
}

/** Hours of the day without checks, over midnight too. */
function QuietHours({ value, disabled, onChange }: QuietHoursProps) {
  return (
    <>
      <Switch
        label="Quiet hours"
        description="No checks between these times, in this computer’s time zone."
        disabled={disabled}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? usualNight : null)}
      />
      {value === null ? null : (
        <Group gap="sm">
          <TextInput
            type="time"
            label="From"
            disabled={disabled}
            value={value.from}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label="To"
            disabled={disabled}
            value={value.to}
            onChange={(event) => onChange({ ...value, to: event.currentTarget.value })}
          />
        </Group>
      )}
    </>
  );
}

const usualMinutes: readonly number[] = [1, 5, 15, 30, 60, 360, 720, 1_440];
const hourMinutes = 60;
const dayMinutes = 1_440;

/** The usual intervals in minutes, and the one that is set. */
export function intervalOptions(set: number): { value: string; label: string }[] {
  const minutes = [...new Set([...usualMinutes, set])].sort((a, b) => a - b);
  return minutes.map((value) => ({ value: String(value), label: intervalWords(value) }));
}

/** "15 minutes", "6 hours", "1 day". */
export function intervalWords(minutes: number): string {
  if (minutes % dayMinutes === 0) return counted(minutes / dayMinutes, 'day');
  if (minutes % hourMinutes === 0) return counted(minutes / hourMinutes, 'hour');
  return counted(minutes, 'minute');
}
