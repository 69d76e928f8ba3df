import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Run } from '#contract/runs.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { saveText } from '#renderer/ui/files.ts';
import { useRemove } from './RunsPage.tsx';
import { useRerun } from './useRerun.ts';

const formats = [
  { format: 'junit', label: 'Save as JUnit', mediaType: 'application/xml' },
  { format: 'json', label: 'Save as JSON', mediaType: 'application/json' },
  { format: 'html', label: 'Save as HTML', mediaType: 'text/html' },
] as const;

/** What can be done with a run. */
export function RunActions({ run }: { run: Run }) {
  const may = useMay('editor');
  const rerun = useRerun(run);
  const cancel = useMutation(orpc.runs.cancel.mutationOptions());
  if (run.state === 'running')
    return may ? (
      <Button
        color="red"
        variant="light"
        leftSection={<IconPlayerStop size={16} aria-hidden />}
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ id: run.id })}
      >
        Cancel run
      </Button>
    ) : null;
  return (
    <>
      <MoreActions run={run} may={may} />
      {may && run.repeatable ? (
        <>
          {run.failed > 0 ? (
            <Button variant="default" disabled={rerun.isPending} onClick={() => rerun.mutate('failed')}>
              Run failed again
            </Button>
          ) : null}
          <Button
            leftSection={<IconRefresh size={16} aria-hidden />}
            disabled={rerun.isPending}
            onClick={() => rerun.mutate('all')}
          >
            Run again
          </Button>
        </>
      ) : null}
    </>
  );
}

function MoreActions({ run, may }: { run: Run; may: boolean }) {
  const navigate = useNavigate();
  const remove = useRemove(() => void navigate('/requests/runs'));
  const report = useMutation({
    mutationFn: async ({ format, mediaType }: (typeof formats)[number]) => {
      const { path, text } = await client.runs.report({ id: run.id, format });
      saveText(path, text, mediaType);
    },
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label="Reports and more" loading={report.isPending}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((one) => (
          <Menu.Item
            key={one.format}
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => report.mutate(one)}
          >
            {one.label}
          </Menu.Item>
        ))}
        {may ? (
          <>
            <Menu.Divider />
            <Menu.Item
              color="var(--mantine-color-error)"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => remove(run)}
            >
              Delete
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
