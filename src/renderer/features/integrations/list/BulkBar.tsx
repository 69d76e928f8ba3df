import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react';
import { integrationId } from '#contract/common.ts';
import { useMay } from '#renderer/session/session.ts';
import { counted } from '#renderer/ui/counted.ts';
import { useIntegrationActions } from '../useIntegrationActions.ts';

interface BulkBarProps {
  chosen: ReadonlySet<string>;
  onClear: () => void;
}

/** What can be done with all chosen rows; it stands where the filters were. */
export function BulkBar({ chosen, onClear }: BulkBarProps) {
  const actions = useIntegrationActions();
  const may = useMay('editor');
  const icon = { size: 15, 'aria-hidden': true } as const;
  const ids = () => [...chosen].map((id) => integrationId.parse(id));
  // A failure was told by a toast, and then the choice stays.
  const run = (work: Promise<void>) => void work.then(onClear, () => undefined);
  return (
    <Group gap="xs" role="toolbar" aria-label="Chosen integrations" mih={36}>
      <Text size="sm" fw={600} role="status">
        {counted(chosen.size, 'integration')} chosen
      </Text>
      <Button
        variant="default"
        disabled={!may}
        leftSection={<IconPlayerPlay {...icon} />}
        onClick={() => run(actions.setActive(ids(), true))}
      >
        Activate
      </Button>
      <Button
        variant="default"
        disabled={!may}
        leftSection={<IconPlayerPause {...icon} />}
        onClick={() => run(actions.setActive(ids(), false))}
      >
        Deactivate
      </Button>
      <Button
        variant="outline"
        color="red"
        disabled={!may}
        leftSection={<IconTrash {...icon} />}
        onClick={() => run(actions.remove(ids()))}
      >
        Delete
      </Button>
      <Button variant="subtle" ml="auto" leftSection={<IconX {...icon} />} onClick={onClear}>
        Clear the choice
      </Button>
    </Group>
  );
}
