import { Alert, Button, Group, List } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconStethoscope } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Block } from '../Block.tsx';

/** Reads the whole store and says whether it is sound. */
export function IntegrityCheck() {
  const check = useMutation(orpc.system.integrityCheck.mutationOptions({ meta: { quiet: true } }));
  const ok = check.data?.ok === true;
  return (
    <Block title="Is the store sound?" description="Reads every page of it and checks that all references hold.">
      <Group>
        <Button
          variant="default"
          leftSection={<IconStethoscope size={16} aria-hidden />}
          loading={check.isPending}
          onClick={() => check.mutate(undefined)}
        >
          Check the store
        </Button>
      </Group>
      {check.isError ? <ErrorNotice error={check.error} /> : null}
      {check.data === undefined ? null : (
        <Alert
          role="status"
          variant="outline"
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
          color={ok ? 'teal' : 'red'}
          icon={ok ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
          title={ok ? 'The store is sound.' : 'The store is damaged. Restore a backup from before.'}
        >
          {check.data.problems.length === 0 ? null : (
            <List size="sm">
              {check.data.problems.map((problem) => (
                <List.Item key={problem}>{problem}</List.Item>
              ))}
            </List>
          )}
        </Alert>
      )}
    </Block>
  );
}
