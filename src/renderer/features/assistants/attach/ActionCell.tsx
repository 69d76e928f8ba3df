import { Loader } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { useAttaching } from './AttachContext.ts';
import { RowButton } from './RowButton.tsx';

/** The one button of a row: Add or Remove, at work while main has not answered. */
export function ActionCell({ row }: { row: AssistantIntegration }) {
  const { editable, workOf, add, remove } = useAttaching();
  const { busy } = workOf(row.integrationId);
  const attached = row.attachment !== null;
  const Icon = attached ? IconMinus : IconPlus;
  const word = attached ? 'Remove' : 'Add';
  const press = () => {
    if (busy !== null) return;
    if (attached) remove(row);
    else add(row);
  };
  return (
    <RowButton
      look={attached ? 'remove' : 'add'}
      disabled={!editable}
      label={busy === null ? `${word} ${row.displayName}` : `${row.displayName} is being changed`}
      onClick={press}
    >
      {busy === null ? <Icon size={14} aria-hidden /> : <Loader size={14} color="gray" aria-hidden />}
      {word}
    </RowButton>
  );
}
