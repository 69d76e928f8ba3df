import { Anchor, Stack, Text } from '@mantine/core';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useVaultChanges } from './useVault.ts';
import { secretCount } from './words.ts';

/** The last way out when the key is lost for good: secrets go, connections stay and ask for theirs again. */
export function DiscardSecrets({ sealed }: { sealed: number }) {
  const { discard } = useVaultChanges();
  const ask = async () => {
    const yes = await confirm({
      title: `Give up ${secretCount(sealed)}?`,
      body: 'Without the key nobody can read them, so that they are deleted and the vault begins anew. Connections stay and ask for their secrets again. This cannot be undone.',
      action: 'Give them up',
    });
    if (yes) discard.mutate({ sealed });
  };
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        Is the key lost for good?{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => void ask()}>
          Give up the sealed secrets…
        </Anchor>
      </Text>
      {discard.isError ? <ErrorNotice error={discard.error} /> : null}
    </Stack>
  );
}
