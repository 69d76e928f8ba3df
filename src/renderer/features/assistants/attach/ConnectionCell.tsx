import type { AssistantIntegration, Attachment } from '#contract/assistants.ts';
import { attachmentWords } from '#renderer/entities/assistant/words.ts';
import { stateWords } from '#renderer/entities/connection/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { useAttaching } from './AttachContext.ts';
import classes from './attach.module.css';
import { RowButton } from './RowButton.tsx';
import { RowFault } from './RowFault.tsx';

const noneUsable = 'No connection that you may use satisfies what the integration asks for.';

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
