import { Text } from '@mantine/core';
import type { Tenant } from '#contract/tenants.ts';

/** Below the name of a tenant that is called like another one: what tells them apart. */
export function TenantHint({ tenant: { hint } }: { tenant: Pick<Tenant, 'hint'> }) {
  if (hint === undefined) return null;
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {hint}
    </Text>
  );
}
