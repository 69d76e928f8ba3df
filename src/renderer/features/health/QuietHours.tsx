import { Group, Switch, TextInput } from '@mantine/core';
import type { HealthSchedule } from '#contract/health.ts';

const usual = { from: '22:00', to: '06:00' };

interface QuietHoursProps {
  value: HealthSchedule['quietHours'];
  disabled: boolean;
  onChange(value: HealthSchedule['quietHours']): void;
}

/** Hours of the day without checks, over midnight too. */
export function QuietHours({ value, disabled, onChange }: QuietHoursProps) {
  return (
    <>
      <Switch
        label="Quiet hours"
        description="No checks in between, in this computer’s time zone."
        disabled={disabled}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? usual : null)}
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
