import { ActionIcon, Group, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconSearch, IconTextWrap } from '@tabler/icons-react';
import type { SentRequest } from '#contract/requests.ts';
import type { BodyMode } from './bodyModes.ts';
import { SaveBody } from './SaveBody.tsx';

/** What comes as it is, is called so only beside a text that is formatted. */
function labelOf(mode: BodyMode, modes: readonly BodyMode[]): string {
  const labels: Record<BodyMode, string> = {
    tree: 'Tree',
    text: 'Text',
    raw: 'Text',
    events: 'Events',
    table: 'Table',
    preview: 'Preview',
    pdf: 'PDF',
    jwt: 'JWT',
    image: 'Image',
    hex: 'Hex',
  };
  return mode === 'raw' && modes.includes('text') ? 'Raw' : labels[mode];
}

interface BodyToolbarProps {
  sent: SentRequest;
  modes: readonly BodyMode[];
  mode: BodyMode;
  onMode(mode: BodyMode): void;
  /** How what is shown is searched: in a field here, in the editor itself, or not at all. */
  searching: 'here' | 'editor' | 'none';
  search: string;
  onSearch(text: string): void;
  onOpenSearch(): void;
  wrap: boolean;
  /** Absent where there are no lines to wrap. */
  onWrap: ((wrap: boolean) => void) | undefined;
}

/** How the body is shown, searched and saved. */
export function BodyToolbar(props: BodyToolbarProps) {
  const { sent, modes, mode, onMode, searching, search, onSearch, onOpenSearch, wrap, onWrap } = props;
  return (
    <Group gap="xs" p="xs" wrap="nowrap">
      {modes.length < 2 ? null : (
        <SegmentedControl
          size="xs"
          style={{ flex: 'none' }}
          aria-label="Show the body as"
          data={modes.map((value) => ({ value, label: labelOf(value, modes) }))}
          value={mode}
          onChange={onMode}
        />
      )}
      {searching !== 'here' ? null : (
        <TextInput
          size="xs"
          flex={1}
          miw={80}
          maw={240}
          aria-label="Search in the body"
          placeholder="Search"
          maxLength={200}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
        />
      )}
      {searching !== 'editor' ? null : (
        <Tooltip label="Search (Ctrl/Cmd and F in the text)">
          <ActionIcon variant="default" size={30} aria-label="Search in the body" onClick={onOpenSearch}>
            <IconSearch size={14} />
          </ActionIcon>
        </Tooltip>
      )}
      {onWrap === undefined ? null : (
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
      )}
      <div style={{ marginLeft: 'auto' }}>
        <SaveBody sent={sent} />
      </div>
    </Group>
  );
}
