import { Button } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { useAttaching } from './AttachContext.ts';

/** The one button of a row: Add or Remove, at work while main has not answered. */
export function ActionCell({ row }: { row: AssistantIntegration }) {
  const { editable, workOf, add, remove } = useAttaching();
  const { busy } = workOf(row.integrationId);
  const attached = row.attachment !== null;
  const Icon = attached ? IconMinus : IconPlus;
  const word = attached ? 'Remove' : 'Add';
  return (
    <Button
      size="compact-sm"
      w={96}
      variant={attached ? 'default' : 'light'}
      data-row-menu
      disabled={!editable}
      loading={busy !== null}
      aria-label={busy === null ? `${word} ${row.displayName}` : `${row.displayName} is being changed`}
      leftSection={<Icon size={14} aria-hidden />}
      onClick={() => (attached ? remove(row) : add(row))}
    >
      {word}
    </Button>
  );
}
