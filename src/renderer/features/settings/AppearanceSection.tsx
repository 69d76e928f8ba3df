import { SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Block } from './Block.tsx';
import { useUpdateSettings } from './queries.ts';

const schemes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Light or dark. */
export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const update = useUpdateSettings();
  const choose = (next: typeof colorScheme) => {
    setColorScheme(next);
    update.mutate({ colorScheme: next });
  };
  return (
    <Block title="Colours">
      <SegmentedControl
        aria-label="Colours"
        maw={420}
        data={schemes.map((scheme) => ({ ...scheme }))}
        value={colorScheme}
        onChange={choose}
      />
      <Text size="sm" c="dimmed">
        Animations follow the system: they are off where it asks for less motion.
      </Text>
      {update.isError ? <ErrorNotice error={update.error} /> : null}
    </Block>
  );
}
