import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { integrationId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { useMay } from '#renderer/session/session.ts';
import { BulkBar } from '#renderer/ui/listPage/index.ts';
import { useIntegrationActions } from '../useIntegrationActions.ts';

interface IntegrationBulkBarProps {
  chosen: ReadonlySet<string>;
  onClear: () => void;
}

/** What can be done with all chosen rows. */
export function IntegrationBulkBar({ chosen, onClear }: IntegrationBulkBarProps) {
  const actions = useIntegrationActions();
  const may = useMay('editor');
  const icon = { size: 15, 'aria-hidden': true } as const;
  const ids = () => [...chosen].map((id) => integrationId.parse(id));
  // A toast has said what failed, and then the choice stays.
  const run = (work: Promise<void>) => void work.then(onClear, () => undefined);
  return (
    <BulkBar label="Selected integrations" chosen={`${counted(chosen.size, 'integration')} selected`} onClear={onClear}>
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
        onClick={() =>
          void actions.remove(ids()).then(
            (done) => done && onClear(),
            () => undefined,
          )
        }
      >
        Delete
      </Button>
    </BulkBar>
  );
}
