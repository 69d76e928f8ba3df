import { Button, Group, NumberInput, SimpleGrid } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { retention, type Settings } from '#contract/settings.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { Block } from '../Block.tsx';
import { useUpdateSettings } from '../useSettings.ts';

type Retention = Settings['retention'];
const megabyte = 1_000_000;

/** How long records stay; whatever limit is reached first decides. */
export function RetentionForm({ saved }: { saved: Retention }) {
  const [draft, setDraft] = useState(saved);
  const update = useUpdateSettings();
  const number = (key: keyof Retention, unit = 1) => ({
    value: draft[key] / unit,
    min: 1,
    allowDecimal: false,
    thousandSeparator: ',',
    onChange: (value: number | string) =>
      setDraft((now) => ({ ...now, [key]: typeof value === 'number' ? value * unit : 0 })),
  });
  const valid = retention.safeParse(draft).success;
  const dirty = JSON.stringify(draft) !== JSON.stringify(saved);
  return (
    <Block title="How long records stay" description="Whatever limit is reached first decides. Saved requests stay.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ retention: draft }, { onSuccess: () => toastDone('The limits are saved.') });
        }}
      >
        <SimpleGrid cols={2} maw={560} spacing="sm">
          <NumberInput label="Activity, days" {...number('activityDays')} max={3_650} />
          <NumberInput label="Sent requests, days" {...number('historyDays')} max={3_650} />
          <NumberInput label="Sent requests, at most" {...number('historyCount')} min={10} max={1_000_000} />
          <NumberInput label="Response bodies, MB in all" {...number('bodyBytes', megabyte)} />
        </SimpleGrid>
        {update.isError ? <ErrorNotice error={update.error} /> : null}
        <Group mt="sm">
          <Button type="submit" loading={update.isPending} disabled={!dirty || !valid}>
            Save
          </Button>
          <CleanUp />
        </Group>
      </form>
    </Block>
  );
}

function CleanUp() {
  const queries = useQueryClient();
  const cleanUp = useMutation(
    orpc.system.cleanUp.mutationOptions({
      onSuccess: async ({ activityRows, historyRows, bodyBytes }) => {
        toastDone(
          `${activityRows.toLocaleString('en')} lines of activity, ${historyRows.toLocaleString('en')} sent requests and ${formatBytes(bodyBytes)} of bodies are deleted.`,
        );
        await queries.invalidateQueries({ queryKey: orpc.system.dataUse.key() });
      },
    }),
  );
  return (
    <Button variant="default" loading={cleanUp.isPending} onClick={() => cleanUp.mutate(undefined)}>
      Clean up now
    </Button>
  );
}
