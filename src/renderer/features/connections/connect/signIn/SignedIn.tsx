import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Connection } from '#contract/connections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ScopeList } from '../../detail/ScopeList.tsx';
import { CheckNotice } from '../CheckNotice.tsx';

/** The tokens are there: what was granted, and whether the API takes them. */
export function SignedIn({ connection }: { connection: Connection }) {
  const { id: connectionId, integrationId } = connection;
  const tokens = useQuery(orpc.oauth.tokens.queryOptions({ input: { connectionId } }));
  const check = useMutation(orpc.connections.check.mutationOptions({ meta: { quiet: true } }));
  const { mutate } = check;
  useEffect(() => mutate({ integrationId, connectionId }), [mutate, integrationId, connectionId]);
  return (
    <Stack gap="sm">
      <Alert
        role="status"
        variant="outline"
        color="teal"
        icon={<IconCircleCheck aria-hidden />}
        styles={{ title: { color: 'var(--mantine-color-text)' } }}
        title="Signed in"
      >
        {tokens.data === undefined ? (
          <Text size="sm">The tokens are in the vault.</Text>
        ) : (
          <ScopeList requested={tokens.data.requestedScopes} granted={tokens.data.grantedScopes} />
        )}
      </Alert>
      {check.isPending ? <Skeleton h={56} aria-label="Checking" /> : null}
      {check.data === undefined ? null : <CheckNotice result={check.data} />}
      {check.isError ? <ErrorNotice error={check.error} title="It could not be checked" /> : null}
    </Stack>
  );
}
