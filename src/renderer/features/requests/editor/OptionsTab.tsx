import { NumberInput, Stack, Switch } from '@mantine/core';
import { useWorkbench } from '../WorkbenchContext.ts';

/** How this request is sent: redirects and its time limit. */
export function OptionsTab() {
  const { draft, change } = useWorkbench();
  return (
    <Stack gap="md" maw={420}>
      <Switch
        label="Follow redirects"
        description="Credentials are dropped when a redirect leads to another origin."
        checked={draft.followRedirects}
        onChange={(event) => change({ followRedirects: event.currentTarget.checked })}
      />
      <NumberInput
        label="Time limit"
        description="Seconds. Empty takes the one in Settings."
        min={1}
        max={3_600}
        allowDecimal={false}
        value={draft.timeoutSeconds ?? ''}
        onChange={(value) => change({ timeoutSeconds: typeof value === 'number' ? value : null })}
      />
    </Stack>
  );
}
