import { ActionIcon, Group, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconSearch, IconTextWrap } from '@tabler/icons-react';
import type { SentRequest } from '#contract/requests.ts';
import { SaveBody } from './SaveBody.tsx';

export type BodyMode = 'tree' | 'text' | 'raw';

const labels: Record<BodyMode, string> = { tree: 'Tree', text: 'Text', raw: 'Raw' };

interface BodyToolbarProps {
  sent: SentRequest;
  modes: readonly BodyMode[];
  mode: BodyMode;
  onMode(mode: BodyMode): void;
  search: string;
  /** Absent where the text itself is searched. */
  onSearch: ((text: string) => void) | undefined;
  onOpenSearch(): void;
  wrap: boolean;
  onWrap(wrap: boolean): void;
}

/** How the body is shown, searched and saved. */
export function BodyToolbar(props: BodyToolbarProps) {
  const { sent, modes, mode, onMode, search, onSearch, onOpenSearch, wrap, onWrap } = props;
  return (
    <Group gap="xs" p="xs" wrap="nowrap">
      {modes.length < 2 ? null : (
        <SegmentedControl
          size="xs"
          aria-label="Show the body as"
          data={modes.map((value) => ({ value, label: labels[value] }))}
          value={mode}
          onChange={onMode}
        />
      )}
      {onSearch === undefined ? null : (
        <TextInput
          size="xs"
          flex={1}
          miw={80}
          maw={240}
          aria-label="Search in the body"
          placeholder="Search"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
        />
      )}
      {onSearch === undefined && modes.length > 0 ? (
        <>
          <Tooltip label="Search (Ctrl/Cmd and F in the text)">
            <ActionIcon variant="default" size={30} aria-label="Search in the body" onClick={onOpenSearch}>
              <IconSearch size={14} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Wrap lines">
            <ActionIcon
              variant={wrap ? 'light' : 'default'}
              size={30}
              aria-label="Wrap lines"
              aria-pressed={wrap}
              onClick={() => onWrap(!wrap)}
            >
              <IconTextWrap size={14} />
            </ActionIcon>
          </Tooltip>
        </>
      ) : null}
      <SaveBody sent={sent} />
    </Group>
  );
}
