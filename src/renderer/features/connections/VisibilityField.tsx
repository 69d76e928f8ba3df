import { Group, Radio } from '@mantine/core';
import type { Connection } from '#contract/connections.ts';
import { useSession } from '#renderer/session/session.ts';

interface VisibilityFieldProps {
  value: Connection['visibility'];
  onChange(value: Connection['visibility']): void;
}

/** Who may use the connection. */
export function VisibilityField({ value, onChange }: VisibilityFieldProps) {
  const tenant = useSession()?.tenant.name ?? 'the tenant';
  return (
    <Radio.Group label="Visible to" value={value} onChange={(next) => onChange(next === 'team' ? 'team' : 'private')}>
      <Group mt={6}>
        <Radio value="private" label="only me" />
        <Radio value="team" label={`everyone in ${tenant}`} />
      </Group>
    </Radio.Group>
  );
}
