import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Assistant } from '#contract/assistants.ts';
import { assistantId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { counted } from '#renderer/ui/format.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** What can be done to assistants, each with its toast. The functions stay the same over renders. */
export function useAssistantActions() {
  const remove = useMutation(orpc.assistants.remove.mutationOptions()).mutateAsync;
  const restore = useMutation(orpc.assistants.restore.mutationOptions()).mutateAsync;
  const duplicate = useMutation(orpc.assistants.duplicate.mutationOptions()).mutateAsync;
  return useMemo(
    () => ({
      /** Deletes at once and offers to take it back. */
      remove: async (chosen: readonly string[], name?: string) => {
        const { ids } = await remove({ ids: chosen.map((id) => assistantId.parse(id)) });
        toastDone(`${name ?? counted(ids.length, 'assistant')} deleted.`, () => void restore({ ids }));
      },
      duplicate: async (id: Assistant['id']) => {
        const copy = await duplicate({ id });
        toastDone(`${copy.name} was made, with the same integrations.`);
        return copy;
      },
    }),
    [remove, restore, duplicate],
  );
}
