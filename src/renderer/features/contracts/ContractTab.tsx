import { Divider, Stack } from '@mantine/core';
import type { IntegrationId } from '#contract/common.ts';
import { CheckSection } from './CheckSection.tsx';
import { MockSection } from './MockSection.tsx';

/** What can be done with the definition alone: serve it, and hold a server against it. */
export function ContractTab({ integrationId }: { integrationId: IntegrationId }) {
  return (
    <Stack gap="xl" pb="md">
      <MockSection integrationId={integrationId} />
      <Divider />
      <CheckSection integrationId={integrationId} />
    </Stack>
  );
}
