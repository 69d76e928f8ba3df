import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntegrationId, OperationId } from '#contract/common.ts';
import { handOperation } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { HandOperationFields } from './HandOperationFields.tsx';
import { type HandDraft, toDraft } from './handDraft.ts';

interface HandOperationModalProps {
  integrationId: IntegrationId;
  /** Absent for a new one. */
  existing?: { id: OperationId; operation: OperationDetail };
  onClose: () => void;
  /** Told the key of what was saved. */
  onSaved: (key: string) => void;
  onRemoved?: () => void;
}

/** An operation written by hand. */
export function HandOperationModal({ integrationId, existing, onClose, onSaved, onRemoved }: HandOperationModalProps) {
  const [draft, setDraft] = useState<HandDraft>(() => toDraft(existing?.operation));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const saved = ({ key }: { key: string }) => {
    onClose();
    onSaved(key);
  };
  const options = { meta: { quiet: true }, onSuccess: saved };
  const add = useMutation(orpc.definitions.addOperation.mutationOptions(options));
  const update = useMutation(orpc.definitions.updateOperation.mutationOptions(options));
  const remove = useMutation(orpc.definitions.removeOperation.mutationOptions());
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const parsed = handOperation.safeParse(draft);
    if (!parsed.success) {
      setProblems(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message])));
      return;
    }
    const operation = parsed.data;
    if (existing === undefined) add.mutate({ integrationId, operation });
    else update.mutate({ integrationId, id: existing.id, operation });
  };
  const drop = async () => {
    if (existing === undefined) return;
    const name = existing.operation.key;
    const yes = await confirm({ title: `Delete ${name}?`, body: 'Its documentation goes with it.', action: 'Delete' });
    if (!yes) return;
    await remove.mutateAsync({ integrationId, id: existing.id });
    onClose();
    onRemoved?.();
  };
  const error = add.error ?? update.error;
  return (
    <Modal
      opened
      onClose={onClose}
      title={existing === undefined ? 'Write an operation' : `Edit ${existing.operation.key}`}
      size="xl"
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <HandOperationFields draft={draft} problems={problems} onChange={setDraft} />
          {error !== null && <ErrorNotice error={error} />}
          <Group justify="flex-end" gap="xs">
            {existing !== undefined && (
              <Button variant="outline" color="red" mr="auto" onClick={() => void drop()}>
                Delete
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending || update.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
