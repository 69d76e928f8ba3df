import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { usePaletteGroups } from './usePaletteGroups.tsx';

/** Ctrl/Cmd-K: pages, integrations and actions in one list. */
export function Palette() {
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query, 120);
  const groups = usePaletteGroups(query, asked);
  const some = groups.some((group) => group.actions.length > 0);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder="Search pages, integrations and actions"
        aria-label="Search pages, integrations and actions"
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {groups.map(({ label, actions }) =>
          actions.length === 0 ? null : (
            <Spotlight.ActionsGroup key={label} label={label}>
              {actions.map(({ id, icon, ...action }) => (
                <Spotlight.Action key={id} leftSection={icon} highlightQuery={false} {...action} />
              ))}
            </Spotlight.ActionsGroup>
          ),
        )}
        {!some && <Spotlight.Empty>Nothing is called so. Try a shorter word.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
