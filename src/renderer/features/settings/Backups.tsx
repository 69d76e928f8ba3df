import { ActionIcon, Button, Group, List, Table, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconDownload,
  IconStackPush,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { saveBackup } from '#renderer/platform/transfer.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { Block } from './Block.tsx';
import type { DataSizes } from './queries.ts';
import classes from './settings.module.css';

type Backup = DataSizes['backups'][number];

const reasons: Record<Backup['reason'], string> = {
  migration: 'before an update',
  sync: 'before sharing with a team',
  person: 'manual',
  restore: 'before a restore',
};

/** Copies of the store; a restore takes effect at the next start. */
export function Backups({ use }: { use: DataSizes }) {
  const queries = useQueryClient();
  const backUp = useMutation(
    orpc.system.backUp.mutationOptions({
      onSuccess: async ({ name, bytes }) => {
        toastDone(`${name} created (${formatBytes(bytes)})`);
        await queries.invalidateQueries({ queryKey: orpc.system.dataUse.key() });
      },
    }),
  );
  const changed = () => queries.invalidateQueries({ queryKey: orpc.system.key() });
  const restore = useMutation(orpc.system.restore.mutationOptions({ onSuccess: changed }));
  const remove = useMutation(
    orpc.system.deleteBackup.mutationOptions({
      onSuccess: async ({ name }) => {
        toastDone(`${name} deleted`);
        await changed();
      },
    }),
  );
  const askAndRemove = async ({ name, bytes, createdAt }: Backup) => {
    const yes = await confirm({
      title: `Delete ${name}?`,
      body: `The backup of ${new Date(createdAt).toLocaleString()} (${formatBytes(bytes)}) is deleted from this computer. This cannot be undone.`,
      action: 'Delete',
    });
    if (yes) remove.mutate({ name });
  };
  const ask = async (backup: Backup) => {
    const yes = await confirm({
      title: `Restore ${backup.name}?`,
      body: `At the next start the store becomes what it was on ${new Date(backup.createdAt).toLocaleString()}. What was added or changed since is gone from the console; today's store is backed up first, so that you can go back.`,
      action: 'Restore at next start',
    });
    if (yes) restore.mutate({ name: backup.name });
  };
  return (
    <Block title="Backups" description="Secrets in a backup stay encrypted and need the vault’s key from that time.">
      <Group>
        <Button
          variant="default"
          leftSection={<IconStackPush size={16} aria-hidden />}
          loading={backUp.isPending}
          onClick={() => backUp.mutate(undefined)}
        >
          Back up now
        </Button>
      </Group>
      {use.backups.length === 0 ? (
        <Text size="sm" c="dimmed">
          No backups yet. Patchbay also creates one before each update of the database.
        </Text>
      ) : (
        <BackupTable
          backups={use.backups}
          onRestore={(backup) => void ask(backup)}
          onDelete={(backup) => void askAndRemove(backup)}
        />
      )}
    </Block>
  );
}

interface BackupTableProps {
  backups: readonly Backup[];
  onRestore(backup: Backup): void;
  onDelete(backup: Backup): void;
}

const download = ({ name }: Backup) =>
  saveBackup(name).catch((error: unknown) => toastFault(error, 'Couldn’t download the backup'));

function BackupTable({ backups, onRestore, onDelete }: BackupTableProps) {
  return (
    <Table aria-label="Backups">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Created</Table.Th>
          <Table.Th className={classes.number}>Size</Table.Th>
          <Table.Th>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {backups.map((backup) => (
          <Table.Tr key={backup.name}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {backup.name}
              <Text size="xs" c="dimmed">
                {reasons[backup.reason]}
              </Text>
            </Table.Td>
            <Table.Td>
              <RelativeTime at={backup.createdAt} />
            </Table.Td>
            <Table.Td className={classes.number}>{formatBytes(backup.bytes)}</Table.Td>
            <Table.Td>
              <Group gap={4} wrap="nowrap" justify="flex-end">
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={`Restore ${backup.name}`}
                  onClick={() => onRestore(backup)}
                >
                  Restore…
                </Button>
                <Tooltip label="Download">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Download ${backup.name}`}
                    onClick={() => void download(backup)}
                  >
                    <IconDownload size={16} />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label="Delete">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Delete ${backup.name}`}
                    onClick={() => onDelete(backup)}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Tooltip>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Reads the whole store and says whether it is sound. */
export function IntegrityCheck() {
  const check = useMutation(orpc.system.integrityCheck.mutationOptions({ meta: { quiet: true } }));
  const ok = check.data?.ok === true;
  return (
    <Block title="Database integrity" description="Reads the whole database and checks all references.">
      <Group>
        <Button
          variant="default"
          leftSection={<IconStethoscope size={16} aria-hidden />}
          loading={check.isPending}
          onClick={() => check.mutate(undefined)}
        >
          Check integrity
        </Button>
      </Group>
      {check.isError ? <ErrorNotice error={check.error} /> : null}
      {check.data === undefined ? null : (
        <Notice
          role="status"
          color={ok ? 'teal' : 'red'}
          icon={ok ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
          title={ok ? 'No problems found' : 'The database is damaged. Restore an earlier backup.'}
        >
          {check.data.problems.length === 0 ? null : (
            <List size="sm">
              {check.data.problems.map((problem) => (
                <List.Item key={problem}>{problem}</List.Item>
              ))}
            </List>
          )}
        </Notice>
      )}
    </Block>
  );
}
