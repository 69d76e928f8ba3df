import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { authWords } from '#renderer/entities/integration/words.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useShownIntegration } from '../IntegrationLayout.tsx';
import { Facts } from './Facts.tsx';

/** What is known of the integration. `definition` shows what its definition says, where it has one. */
export function OverviewTab({ definition }: { definition: ReactNode }) {
  const integration = useShownIntegration();
  return (
    <Stack gap="lg" pb="md">
      {integration.needsConnection && <ConnectNotice integration={integration} />}
      {integration.description !== '' && (
        <Text size="sm" maw={800} style={{ whiteSpace: 'pre-line' }}>
          {integration.description}
        </Text>
      )}
      <Facts integration={integration} />
      {definition}
    </Stack>
  );
}

function ConnectNotice({ integration }: { integration: Integration }) {
  const { connect } = useAppActions();
  const needed = integration.auth.filter((badge) => badge !== 'none').map((badge) => authWords[badge]);
  return (
    <Alert color="orange" variant="outline" icon={<IconKey aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          No connections yet. {integration.displayName} needs {needed.join(' or ')} before it can be used.
        </Text>
        <Button size="xs" onClick={() => connect(integration.id)}>
          Connect
        </Button>
      </Group>
    </Alert>
  );
}
