import { Button, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { retention, type Settings } from '#contract/settings.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { Block } from './Block.tsx';
import { useUpdateSettings } from './queries.ts';

type Retention = Settings['retention'];
const megabyte = 1_000_000;

/** How long records stay; whatever limit is reached first decides. */
export function RetentionForm({ saved }: { saved: Retention }) {
  const update = useUpdateSettings();
  const form = useForm({
    initialValues: saved,
    schema: retention,
    save: (input) => update.mutateAsync({ retention: input }),
    onSaved: () => toastDone('The limits are saved.'),
    fieldOf: ({ field }) => field?.replace(/^retention\./, ''),
  });
  const number = (key: keyof Retention, unit = 1) => ({
    value: form.values[key] / unit,
    min: 1,
    allowDecimal: false,
    thousandSeparator: ',',
    error: form.errorOf(key),
    onChange: (value: number | string) => form.set({ [key]: typeof value === 'number' ? value * unit : 0 }),
  });
  const valid = retention.safeParse(form.values).success;
  return (
    <Block title="How long records stay" description="Whatever limit is reached first decides. Saved requests stay.">
      <Form form={form} guard>
        <SimpleGrid cols={2} maw={560} spacing="sm">
          <NumberInput label="Activity, days" {...number('activityDays')} max={3_650} />
          <NumberInput label="Sent requests, days" {...number('historyDays')} max={3_650} />
          <NumberInput label="Sent requests, at most" {...number('historyCount')} min={10} max={1_000_000} />
          <NumberInput label="Response bodies, MB in all" {...number('bodyBytes', megabyte)} />
        </SimpleGrid>
        <Stack gap="sm" mt="sm">
          <FormFault form={form} />
          <FormActions form={form} action="Save" justify="flex-start" disabled={!form.isUnsaved() || !valid}>
            <CleanUp />
          </FormActions>
        </Stack>
      </Form>
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
