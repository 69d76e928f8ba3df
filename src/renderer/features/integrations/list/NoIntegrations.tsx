import { Button } from '@mantine/core';
import { IconFilterOff, IconPlug } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { counted } from '#renderer/ui/format.ts';
import { type FilterState, isUnfiltered } from './filterState.ts';

/** Why no row is there, and what to do about it. `all` counts the integrations without the filter. */
export function NoIntegrations({ state, all }: { state: FilterState; all: number }) {
  const { importDefinition } = useAppActions();
  if (!isUnfiltered(state) && all > 0) {
    return (
      <EmptyState
        icon={<IconFilterOff size={24} />}
        title="Nothing matches the filter"
        actions={
          <Button component={Link} to="/integrations" variant="default">
            Show all
          </Button>
        }
      >
        {counted(all, 'integration is', 'integrations are')} there; none of them fits.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconPlug size={24} />}
      title="No integrations yet"
      actions={
        <>
          <Button onClick={() => importDefinition()}>Import definition</Button>
          <Button component={Link} to="/integrations/new" variant="default">
            Choose a provider
          </Button>
        </>
      }
    >
      Import an OpenAPI definition, and Patchbay says which authentication it needs. Or begin with a provider.
    </EmptyState>
  );
}
