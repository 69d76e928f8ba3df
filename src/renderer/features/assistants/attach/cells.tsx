import { Loader, Popover, UnstyledButton } from '@mantine/core';
import { IconAlertTriangleFilled, IconMinus, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AssistantIntegration, Attachment } from '#contract/assistants.ts';
import { attachmentWords } from '#renderer/entities/assistant/words.ts';
import { stateWords } from '#renderer/entities/connection/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import classes from './attach.module.css';
import { useAttaching } from './attaching.ts';

const noneUsable = 'You have no connection that fits what the integration needs.';

/** The connection that an attached integration uses, and the way to change it; a failure takes its place until it is read. */
export function ConnectionCell({ row }: { row: AssistantIntegration }) {
  const { editable, workOf, configure } = useAttaching();
  const { busy, fault } = workOf(row.integrationId);
  if (fault !== null) return <RowFault row={row} error={fault} />;
  if (row.attachment === null) return <Unattached row={row} adding={busy === 'adding'} />;
  const configurable = editable && (row.needsAuth || row.auth.some((badge) => badge !== 'none'));
  return (
    <span className={classes.connection}>
      <InUse attachment={row.attachment} needsAuth={row.needsAuth} />
      {configurable && (
        <RowButton
          look="quiet"
          label={`Configure ${row.displayName}`}
          disabled={busy !== null}
          onClick={() => configure(row)}
        >
          Configure
        </RowButton>
      )}
    </span>
  );
}

function Unattached({ row, adding }: { row: AssistantIntegration; adding: boolean }) {
  if (adding) return <span className={classes.quiet}>Adding…</span>;
  if (!row.noUsableConnection) return <span className={classes.quiet}>–</span>;
  return <StatusBadge tone="warn" label="No usable connection" reason={noneUsable} />;
}

function InUse({ attachment, needsAuth }: { attachment: Attachment; needsAuth: boolean }) {
  const { connection, state, reason } = attachment;
  const bad = state !== 'ready' && state !== 'inactive';
  if (connection === null) {
    if (bad) return <StatusBadge {...attachmentWords[state]} reason={reason} />;
    return <span className={classes.quiet}>{needsAuth ? '–' : 'None needed'}</span>;
  }
  const words = bad && connection.state === 'valid' ? attachmentWords[state] : stateWords[connection.state];
  return (
    <span className={classes.inUse}>
      <span className={classes.text} title={connection.name}>
        {connection.name}
      </span>
      <StatusBadge {...words} reason={reason} />
    </span>
  );
}

/** Why the last press of the row's button did nothing; a click shows what was kept and what to do. It stays until closed. */
function RowFault({ row, error }: { row: AssistantIntegration; error: unknown }) {
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

interface RowButtonProps {
  children: ReactNode;
  /** Names the button with its row, for example "Add GitHub". */
  label: string;
  look: 'add' | 'remove' | 'quiet';
  disabled?: boolean;
  onClick: () => void;
}

/** A button in a row; the arrow keys of the table reach the one that adds or removes. Plain, since hundreds pass by while a table scrolls. */
export function RowButton({ children, label, look, disabled = false, onClick }: RowButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      data-look={look}
      data-row-menu={look === 'quiet' ? undefined : true}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
