import { useCallback } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { client } from '#renderer/platform/client.ts';
import { definitionFiles } from '#renderer/platform/pickedFiles.ts';
import { useProgress } from '#renderer/platform/progress.ts';
import { useDropped } from '#renderer/platform/useDropped.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { Working } from '#renderer/ui/filePick.tsx';
import type { Dropped } from '#renderer/ui/files.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { ReviewStep } from './import/ReviewStep.tsx';
import { SourceStep } from './import/SourceStep.tsx';
import { useReview } from './import/useReview.ts';

export interface ImportModalProps {
  /** Compares with and replaces this integration's definition; without it a new integration is made. */
  integrationId?: IntegrationId | undefined;
  /** What was dropped on the window, to begin with. */
  dropped?: readonly Dropped[] | undefined;
  onClose: () => void;
  onImported: (integration: Integration) => void;
}

/** From a document to an integration: choose, review, import. Nothing is changed before the last step. */
export function ImportModal({ integrationId, dropped, onClose, onImported }: ImportModalProps) {
  const { state, start, refuse, cancel } = useReview(integrationId);
  useDropped(dropped, definitionFiles, start, refuse);
  const discard = useCallback(() => {
    // A review that stays is forgotten by main after a while.
    if (state.step === 'review') client.definitions.discardReview({ id: state.review.id }).catch(() => undefined);
    cancel();
  }, [state, cancel]);
  const close = () => {
    discard();
    onClose();
  };
  const title = integrationId === undefined ? 'Import definition' : 'Import definition again';
  return (
    <Dialog onClose={close} title={title} size={state.step === 'review' ? 860 : 640} closeOnClickOutside={false}>
      {/* It stays, so that a failure keeps what was typed. */}
      <div hidden={state.step !== 'source'}>
        <SourceStep
          error={state.step === 'source' ? state.error : null}
          picked={state.step === 'source' ? state.picked : undefined}
          onPick={(picked) => void start(picked)}
        />
      </div>
      {state.step === 'working' && <WorkingStep {...state} onCancel={cancel} />}
      {state.step === 'review' && (
        <ReviewStep {...state} integrationId={integrationId} onBack={discard} onImported={onImported} />
      )}
    </Dialog>
  );
}

interface WorkingStepProps {
  job: string;
  name: string;
  /** Bytes. */
  sent: number;
  size: number;
  onCancel: () => void;
}

/** How far the document is, and the way to stop. */
function WorkingStep({ job, name, sent, size, onCancel }: WorkingStepProps) {
  const progress = useProgress(job);
  const uploading = sent < size;
  const known = uploading ? sent / size : progress?.total ? progress.done / progress.total : null;
  const label = uploading ? `Reading the file, ${formatBytes(sent)} of ${formatBytes(size)}` : progress?.label;
  return <Working name={name} label={label ?? 'Reading the definition'} done={known} onCancel={onCancel} />;
}
