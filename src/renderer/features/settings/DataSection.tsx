import {
  ActionIcon,
  Button,
  Code,
  CopyButton,
  Group,
  NumberInput,
  SimpleGrid,
  Stack,
  Table,
  Tooltip,
} from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { retention, type Settings } from '#contract/settings.ts';
import { settingWords } from '#core/settings/words.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { Backups, IntegrityCheck } from './Backups.tsx';
import { Block } from './Block.tsx';
import { type DataSizes, ofGroup, useDataUse, useSettings, useUpdateSettings } from './queries.ts';
import classes from './settings.module.css';
import { sizeGroups } from './sizeGroups.ts';

/** Where the data is, how much there is, how long it stays, and copies of it. */
export function DataSection() {
  const about = useQuery(orpc.system.about.queryOptions());
  const use = useDataUse();
  const settings = useSettings();
  const failed = [about, use, settings].find((query) => query.isError);
  if (failed !== undefined) return <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (about.data === undefined || use.data === undefined || settings.data === undefined) {
    return <Loading h={320} />;
  }
  return (
    <>
      <DataUse use={use.data} directory={about.data.dataDirectory} />
      <RetentionForm saved={settings.data.retention} />
      <Backups use={use.data} />
      <IntegrityCheck />
    </>
  );
}

/** Where the data is and what takes the room. */
function DataUse({ use, directory }: { use: DataSizes; directory: string }) {
  const kinds = sizeGroups(use.kinds);
  const files = [
    { kind: 'Database', bytes: use.storeBytes },
    { kind: 'Response bodies', bytes: use.bodyBytes },
    { kind: 'Logos', bytes: use.logoBytes },
    { kind: 'Backups', bytes: use.backupBytes },
  ];
  return (
    <Block title="Location and size">
      <Group gap="xs">
        <Code style={{ overflowWrap: 'anywhere' }}>{directory}</Code>
        <CopyButton value={directory}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon variant="subtle" color="gray" aria-label="Copy the location" onClick={copy}>
                {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
      <SizeTable label="Size of the files" kind="What" rows={files} />
      <SizeTable label="Size by kind" kind="In the store" rows={kinds} />
    </Block>
  );
}

interface SizeTableProps {
  label: string;
  /** Head of the first column. */
  kind: string;
  rows: readonly { kind: string; rows?: number; bytes: number }[];
}

function SizeTable({ label, kind, rows }: SizeTableProps) {
  const counted = rows.some((row) => row.rows !== undefined);
  return (
    <Table maw={560} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{kind}</Table.Th>
          {counted && <Table.Th className={classes.number}>Rows</Table.Th>}
          <Table.Th className={classes.number} w={110}>
            Size
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.kind}>
            <Table.Td>{row.kind}</Table.Td>
            {counted && <Table.Td className={classes.number}>{row.rows?.toLocaleString('en')}</Table.Td>}
            <Table.Td className={classes.number}>{formatBytes(row.bytes)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

type Retention = Settings['retention'];
const megabyte = 1_000_000;

/** Retention; whatever limit is reached first decides. */
function RetentionForm({ saved }: { saved: Retention }) {
  const update = useUpdateSettings();
  const form = useForm({
    initialValues: saved,
    schema: retention,
    stored: saved,
    save: (_input, _values, edit) =>
      update.mutateAsync({ retention: edit.changes, expected: ofGroup('retention', edit) }),
    onSaved: () => toastDone('Retention saved'),
    fieldOf: ({ field }) => field?.replace(/^retention\./, ''),
  });
  const number = (key: keyof Retention, unit = 1) => ({
    value: form.values[key] / unit,
    min: 1,
    allowDecimal: false,
    thousandSeparator: ',',
    error: form.errorOf(key),
    onChange: (value: number | string) => form.set({ [key]: typeof value === 'number' ? value * unit : 0 }),
  });
  const valid = retention.safeParse(form.values).success;
  return (
    <Block title="Retention" description="The first limit reached applies. Saved requests are always kept.">
      <Form form={form} guard>
        <SimpleGrid cols={2} maw={560} spacing="sm">
          <NumberInput label="Activity (days)" {...number('activityDays')} max={3_650} />
          <NumberInput label="Request history (days)" {...number('historyDays')} max={3_650} />
          <NumberInput label="Request history (entries)" {...number('historyCount')} min={10} max={1_000_000} />
          <NumberInput label={settingWords.responseBodies} {...number('bodyBytes', megabyte)} />
        </SimpleGrid>
        <Stack gap="sm" mt="sm">
          <FormFault form={form} />
          <FormActions form={form} action="Save" justify="flex-start" disabled={!form.isUnsaved() || !valid}>
            <CleanUp />
          </FormActions>
        </Stack>
      </Form>
    </Block>
  );
}

function CleanUp() {
  const queries = useQueryClient();
  const cleanUp = useMutation(
    orpc.system.cleanUp.mutationOptions({
      onSuccess: async ({ activityRows, historyRows, bodyBytes }) => {
        toastDone(
          `${activityRows.toLocaleString('en')} lines of activity, ${historyRows.toLocaleString('en')} sent requests and ${formatBytes(bodyBytes)} of bodies are deleted`,
        );
        await queries.invalidateQueries({ queryKey: orpc.system.dataUse.key() });
      },
    }),
  );
  return (
    <Button variant="default" loading={cleanUp.isPending} onClick={() => cleanUp.mutate(undefined)}>
      Clean up now
    </Button>
  );
}
