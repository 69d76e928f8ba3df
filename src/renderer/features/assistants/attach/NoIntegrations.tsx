import { Button } from '@mantine/core';
import { IconFilterOff, IconPlug } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { type FilterState, toFilter } from './filterState.ts';

interface NoIntegrationsProps {
  state: FilterState;
  onShowAll: () => void;
}

/** Why no integration is listed, and what to do about it. */
export function NoIntegrations({ state, onShowAll }: NoIntegrationsProps) {
  const showAll = (
    <Button variant="default" onClick={onShowAll}>
      Show all
    </Button>
  );
  if (state.attached && state.text === '' && state.type.length === 0) {
    return (
      <EmptyState icon={<IconPlug size={24} />} title="No integrations added yet" actions={showAll}>
        The assistant has no tools until an integration is added.
      </EmptyState>
    );
  }
  if (Object.keys(toFilter(state)).length > 0) {
    return <EmptyState icon={<IconFilterOff size={24} />} title="Nothing matches the filter" actions={showAll} />;
  }
  return (
    <EmptyState
      icon={<IconPlug size={24} />}
      title="There are no integrations to add"
      actions={
        <Button component={Link} to="/integrations">
          Go to integrations
        </Button>
      }
    >
      Import a definition or create an integration; then the assistant can use it.
    </EmptyState>
  );
}
