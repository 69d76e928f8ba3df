import { Button, Group } from '@mantine/core';
import type { FilterState } from './filterState.ts';

interface QuickFiltersProps {
  state: FilterState;
  onChange(changes: Partial<FilterState>): void;
}

/** Questions that are asked of an inventory of credentials again and again. */
export function QuickFilters({ state, onChange }: QuickFiltersProps) {
  const team = state.visibility.length === 1 && state.visibility[0] === 'team';
  const filters: [label: string, on: boolean, toggled: Partial<FilterState>][] = [
    ['Unused', state.unused, { unused: !state.unused }],
    ['Expiring in 30 days', state.expiring, { expiring: !state.expiring }],
    ['Shared by the team', team, { visibility: team ? [] : ['team'] }],
    ['Never validated', state.unvalidated, { unvalidated: !state.unvalidated }],
    ['Orphaned', state.orphaned, { orphaned: !state.orphaned }],
  ];
  return (
    <Group gap={6} role="group" aria-label="Quick filters">
      {filters.map(([label, on, toggled]) => (
        <Button
          key={label}
          size="compact-sm"
          radius="xl"
          variant={on ? 'light' : 'default'}
          aria-pressed={on}
          onClick={() => onChange(toggled)}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
