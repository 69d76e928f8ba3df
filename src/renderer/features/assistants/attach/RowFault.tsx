import { Popover, UnstyledButton } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { useAttaching } from './AttachContext.ts';
import classes from './attach.module.css';

/** Why the last press of the row's button did nothing; a click tells what was kept and what to do. It stays until closed. */
export function RowFault({ row, error }: { row: AssistantIntegration; error: unknown }) {
  const { dismiss } = useAttaching();
  const { message } = readFault(error);
  return (
    <Popover width={380} position="bottom-start" withinPortal shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.fault} title={message}>
          <IconAlertTriangleFilled size={14} aria-hidden />
          <span role="alert">{message}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ErrorNotice error={error} onClose={() => dismiss(row.integrationId)} />
      </Popover.Dropdown>
    </Popover>
  );
}
