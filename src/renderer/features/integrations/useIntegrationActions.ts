import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { saveText } from '#renderer/ui/files.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';

const idsInCall = 5_000;

/** What can be done to integrations, each with its toast. The functions stay the same over renders. */
export function useIntegrationActions() {
  const remove = useMutation(orpc.integrations.remove.mutationOptions()).mutateAsync;
  const restore = useMutation(orpc.integrations.restore.mutationOptions()).mutateAsync;
  const setActive = useMutation(orpc.integrations.setActive.mutationOptions()).mutateAsync;
  const duplicate = useMutation(orpc.integrations.duplicate.mutationOptions()).mutateAsync;
  const exportOne = useMutation(orpc.integrations.export.mutationOptions()).mutateAsync;
  return useMemo(
    () => ({
      /** Deletes and offers to take it back; asks before where there are several, or others lose by it. False where it was not done. */
      remove: async (ids: IntegrationId[], name?: string) => {
        if (!(await confirmRemoval(ids, name))) return false;
        const done = await inParts(ids, (part) => remove({ ids: part }));
        const undo = () => void inParts(done, (part) => restore({ ids: part }));
        toastDone(`${name ?? counted(done.length, 'integration')} deleted`, undo);
        return true;
      },
      setActive: async (ids: IntegrationId[], active: boolean) => {
        const done = await inParts(ids, (part) => setActive({ ids: part, active }));
        toastDone(`${counted(done.length, 'integration')} ${active ? 'activated' : 'deactivated'}`);
      },
      duplicate: async (id: IntegrationId) => {
        const copy = await duplicate({ id });
        toastDone(`${copy.displayName} created. It has no connections yet.`);
      },
      export: async (id: IntegrationId) => {
        const { fileName, text } = await exportOne({ id });
        saveText(fileName, text, 'application/json');
        toastDone(`Saved as ${fileName}, without secrets`);
      },
    }),
    [remove, restore, setActive, duplicate, exportOne],
  );
}

/** Says how many go and what goes with them, where that is more than the one. */
async function confirmRemoval(ids: IntegrationId[], name: string | undefined): Promise<boolean> {
  try {
    const { integrations, ...lost } = await client.integrations.removal({ ids: ids.slice(0, mostCounted) });
    const lines = lostLines(lost, integrations);
    if (ids.length === 1 && lines.length === 0) return true;
    return await confirm({
      title: `Delete ${name ?? counted(integrations, 'integration')}?`,
      body:
        lines.length === 0
          ? `Nothing else uses them. ${wayBack}`
          : `${wayBack} What goes with ${integrations === 1 ? 'it' : 'them'}:`,
      lost: lines,
      action: ids.length === 1 ? 'Delete' : `Delete ${counted(integrations, 'integration')}`,
    });
  } catch (error) {
    toastFault(error, 'Nothing was deleted');
    return false;
  }
}

/** As many as one call counts. */
const mostCounted = 10_000;
const wayBack = 'You can restore this for 30 days under Settings, Recently deleted.';

type Lost = Omit<Awaited<ReturnType<typeof client.integrations.removal>>, 'integrations'>;

/** What goes, or is lost, with so many integrations, a line each. */
export function lostLines({ connections, assistants, assistantNames, savedRequests }: Lost, count: number): string[] {
  const it = count === 1 ? 'it' : 'them';
  const others = assistants - assistantNames.length;
  const names = [...assistantNames, ...(others > 0 ? [`${others.toLocaleString('en')} more`] : [])].join(', ');
  return [
    ...(connections > 0 ? [`${counted(connections, 'connection')}`] : []),
    ...(assistants > 0
      ? [
          `${counted(assistants, 'assistant loses', 'assistants lose')} ${it}${assistantNames.length > 0 ? `: ${names}` : ''}`,
        ]
      : []),
    ...(savedRequests > 0 ? [`${counted(savedRequests, 'saved request')} can’t be sent without ${it}`] : []),
  ];
}

/** A call takes so many ids; more are sent one part after the other. Answers the ids that were changed. */
async function inParts(
  ids: IntegrationId[],
  change: (part: IntegrationId[]) => Promise<{ ids: IntegrationId[] }>,
): Promise<IntegrationId[]> {
  const changed: IntegrationId[] = [];
  for (let start = 0; start < ids.length; start += idsInCall) {
    const done = await change(ids.slice(start, start + idsInCall));
    changed.push(...done.ids);
  }
  return changed;
}

/** Sends one safe request with the connection that stands for the integration, keeps it for the charts, and says how it went. */
export async function checkIntegration(id: IntegrationId, name: string): Promise<void> {
  try {
    const result = await client.health.checkNow({ integrationId: id });
    if (result.ok) toastDone(result.message);
    else
      toastFault(
        new Error([result.message, result.todo].filter((line) => line !== null).join(' ')),
        `${name} was checked`,
      );
  } catch (error) {
    toastFault(error, `${name} could not be checked`);
  }
}
