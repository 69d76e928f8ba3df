import { Divider, Stack } from '@mantine/core';
import type { GroupId } from '#contract/common.ts';
import { collectionFiles, filesOfEvent, sortPicked } from '#renderer/platform/pickedFiles.ts';
import { useDropped } from '#renderer/platform/useDropped.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { FileDrop, PasteField, Working } from '#renderer/ui/filePick.tsx';
import type { Dropped } from '#renderer/ui/files.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { ReviewStep } from './ReviewStep.tsx';
import { discard, type PickedCollections, useCollectionReview } from './useCollectionReview.ts';

export interface ImportCollectionsDialogProps {
  /** What was dropped on the window, to begin with. */
  dropped?: readonly Dropped[] | undefined;
  onClose: () => void;
  /** With the first of what was imported. */
  onImported: (first: GroupId | undefined) => void;
}

/** Takes over what other tools keep: choose, review, import. Nothing is changed before the last step. */
export function ImportCollectionsDialog({ dropped, onClose, onImported }: ImportCollectionsDialogProps) {
  const { state, start, refuse, cancel } = useCollectionReview();
  useDropped(dropped, collectionFiles, start, refuse);
  const leave = () => {
    if (state.step === 'review') discard(state.review);
    cancel();
  };
  const close = () => {
    leave();
    onClose();
  };
  return (
    <Dialog
      onClose={close}
      title="Import collections"
      size={state.step === 'review' ? 780 : 640}
      closeOnClickOutside={false}
    >
      {/* It stays, so that a failure keeps what was typed. */}
      <div hidden={state.step !== 'source'}>
        <SourceStep error={state.step === 'source' ? state.error : null} onPick={(picked) => void start(picked)} />
      </div>
      {state.step === 'working' && (
        <Working
          name={state.name}
          label={
            state.sent < state.size
              ? `Uploading, ${formatBytes(state.sent)} of ${formatBytes(state.size)}`
              : 'Reading the collections'
          }
          done={state.sent < state.size ? state.sent / state.size : null}
          onCancel={cancel}
        />
      )}
      {state.step === 'review' && (
        <ReviewStep review={state.review} name={state.name} onBack={leave} onImported={onImported} />
      )}
    </Dialog>
  );
}

interface SourceStepProps {
  error: unknown;
  onPick: (picked: PickedCollections) => void;
}

/** Files, a folder, or a text. */
function SourceStep({ error, onPick }: SourceStepProps) {
  return (
    <Stack gap="md">
      {error !== null && <ErrorNotice error={error} />}
      <FileDrop
        label="Collection files"
        folderLabel="Folder of the collection"
        title="Drop collections here, or click to choose files"
        text="Postman, Insomnia, Bruno, OpenCollection, HAR or Yaak, with their environments: files, folders or a zip"
        folderHint="Bruno keeps a collection in a folder."
        filesOf={(event) => filesOfEvent(event, collectionFiles)}
        onFiles={(files) => {
          const picked = sortPicked(files, collectionFiles);
          if (picked !== null) onPick(picked);
        }}
      />
      <Divider label="or paste it" />
      <PasteField
        label="Text of the collection, or cURL commands"
        placeholder={"curl https://api.example.com/v1/items -H 'accept: application/json'"}
        onText={(text) => onPick({ kind: 'text', text })}
      />
    </Stack>
  );
}
