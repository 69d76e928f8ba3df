import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconFileTypeSql } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { CodeViewer } from '#renderer/ui/code/index.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { saveText } from '#renderer/ui/files.ts';
import { Loading } from '#renderer/ui/Loading.tsx';

/** Shows what a database administrator can run where no login with enough rights is at hand. */
export function SetupSqlButton() {
  return (
    <Button
      style={{ alignSelf: 'flex-start' }}
      size="xs"
      variant="default"
      leftSection={<IconFileTypeSql size={14} aria-hidden />}
      onClick={openSetupSql}
    >
      Show the SQL for a database administrator
    </Button>
  );
}

function openSetupSql(): void {
  openDialog((close) => (
    <Dialog title="SQL for a database administrator" size="xl" onClose={close}>
      <SetupSql />
    </Dialog>
  ));
}

function SetupSql() {
  const query = useQuery(orpc.sync.setupSql.queryOptions({ input: {} }));
  if (query.isError) {
    return <ErrorNotice error={query.error} title="The SQL could not be made" onRetry={() => void query.refetch()} />;
  }
  if (query.isPending) return <Loading h={300} label="The SQL is being made" />;
  const { sql } = query.data;
  return (
    <Stack gap="sm">
      <Text size="sm">
        It makes the schema, roles and policies that a team needs, and touches nothing else. Running it again does no
        harm.
      </Text>
      <CodeViewer label="SQL" value={sql} height="22rem" />
      <Group gap="xs">
        <CopyTextButton size="sm" value={sql}>
          Copy
        </CopyTextButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => saveText('patchbay-setup.sql', sql, 'application/sql')}
        >
          Download
        </Button>
      </Group>
    </Stack>
  );
}
