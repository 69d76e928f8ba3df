import { Group, Select } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSettings } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { EnvironmentDot } from '#renderer/entities/environment/EnvironmentDot.tsx';
import { useActiveEnvironment } from '#renderer/entities/environment/environments.ts';

const none = 'none';
const manage = 'manage';

/** Chooses whose variables requests are sent with; Ctrl/Cmd-E opens it. */
export function EnvironmentPicker() {
  const { choices, active, choose } = useActiveEnvironment();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState(false);
  useHotkeys(
    [
      [
        'mod+E',
        () => {
          input.current?.focus();
          input.current?.select();
          setOpened(true);
        },
      ],
    ],
    [],
    true,
  );
  const pick = (value: string | null) => {
    if (value === manage) void navigate(`/requests/environments${active === null ? '' : `/${active.id}`}`);
    else choose(choices.find(({ id }) => id === value)?.id ?? null);
  };
  return (
    <Select
      ref={input}
      size="xs"
      aria-label="Environment"
      aria-keyshortcuts="Control+E Meta+E"
      title="Environment (Ctrl/Cmd and E)"
      data={[
        { value: none, label: 'No environment' },
        ...choices.map(({ id, name }) => ({ value: id as string, label: name })),
        { value: manage, label: 'Manage environments…' },
      ]}
      value={active?.id ?? none}
      onChange={pick}
      searchable
      allowDeselect={false}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      leftSection={active === null ? undefined : <EnvironmentDot environment={active} />}
      leftSectionWidth={26}
      nothingFoundMessage="No environment has this name."
      comboboxProps={{ width: 240, position: 'bottom-end' }}
      maxDropdownHeight={320}
      renderOption={({ option }) => {
        const choice = choices.find(({ id }) => id === option.value);
        return (
          <Group gap={8} wrap="nowrap" miw={0}>
            {choice === undefined ? null : <EnvironmentDot environment={choice} />}
            {option.value === manage ? <IconSettings size={14} aria-hidden /> : null}
            <span style={{ overflowWrap: 'anywhere' }}>{option.label}</span>
          </Group>
        );
      }}
    />
  );
}
