import { Select } from '@mantine/core';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { useVaultChanges } from './useVault.ts';

const never = 'never';
const steps = [1, 5, 15, 30, 60, 240, 480];

/** After how many minutes without use the vault locks. */
export function AutoLockField({ minutes }: { minutes: number | null }) {
  const { setAutoLock } = useVaultChanges();
  const known = minutes === null || steps.includes(minutes) ? steps : [...steps, minutes].sort((a, b) => a - b);
  return (
    <Select
      label="Lock by itself"
      description="When nothing was done in Patchbay for this long."
      maw={420}
      allowDeselect={false}
      disabled={setAutoLock.isPending}
      data={[{ value: never, label: 'Never' }, ...known.map((step) => ({ value: String(step), label: words(step) }))]}
      value={minutes === null ? never : String(minutes)}
      onChange={(value) => {
        const next = value === null || value === never ? null : Number(value);
        setAutoLock.mutate(
          { minutes: next },
          {
            onSuccess: () =>
              toastDone(next === null ? 'The vault stays open.' : `The vault locks after ${words(next)}.`),
          },
        );
      }}
    />
  );
}

function words(minutes: number): string {
  if (minutes % 60 === 0) return `${minutes / 60} hour${minutes === 60 ? '' : 's'}`;
  return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}
