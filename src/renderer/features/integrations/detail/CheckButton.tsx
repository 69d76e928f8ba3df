import { Button } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useState } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { checkIntegration } from '../useIntegrationActions.ts';

/** Sends one safe request and shows how it went. */
export function CheckButton({ integration }: { integration: Integration }) {
  const [running, setRunning] = useState(false);
  const check = async () => {
    setRunning(true);
    await checkIntegration(integration.id, integration.displayName);
    setRunning(false);
  };
  return (
    <Button
      variant="default"
      loading={running}
      leftSection={<IconStethoscope size={16} aria-hidden />}
      onClick={() => void check()}
    >
      Check now
    </Button>
  );
}
