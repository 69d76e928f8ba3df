import { Button } from '@mantine/core';
import { IconFileImport, IconFilterOff, IconPlug, IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { IntegrationRow } from '#contract/integrations.ts';
import { counted } from '#core/counted.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { countOf, ListPage, ListTable } from '#renderer/ui/listPage/index.ts';
import { useColumnChoice } from '#renderer/ui/table/index.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { integrationColumns } from './list/columns.tsx';
import { FilterBar, type FilterState, isUnfiltered, toFilter, useIntegrationFilter } from './list/FilterBar.tsx';
import { IntegrationBulkBar } from './list/IntegrationBulkBar.tsx';
import { IntegrationMenu } from './list/IntegrationMenu.tsx';
import { matchingIds, useIntegrationRows } from './queries.ts';

const keyOf = (row: IntegrationRow) => row.id;
const nameOf = (row: IntegrationRow) => row.displayName;
const rowMenu = (row: IntegrationRow) => <IntegrationMenu row={row} />;
const none: ReadonlySet<string> = new Set();

/** Every integration of the tenant. */
export function IntegrationsPage() {
  const navigate = useNavigate();
  const filter = useIntegrationFilter();
  const { state } = filter;
  const [chosen, setChosen] = useState(none);
  const rows = useIntegrationRows(state);
  const columns = useColumnChoice('integrations', integrationColumns);
  const open = useCallback((row: IntegrationRow) => void navigate(`/integrations/${row.id}`), [navigate]);
  const { total = 0, all = 0, attention = 0 } = rows.answer ?? {};
  const noneYet = rows.answer?.all === 0 && isUnfiltered(state);
  const chooseAll = () => matchingIds(toFilter(state)).then((ids) => setChosen(new Set(ids)), toastFault);
  return (
    <ListPage
      title="Integrations"
      actions={<HeadActions />}
      filters={
        noneYet ? null : (
          <FilterBar
            filter={filter}
            attention={attention}
            count={countOf({ total, all }, 'integration')}
            columns={columns}
          />
        )
      }
      bulk={chosen.size > 0 ? <IntegrationBulkBar chosen={chosen} onClear={() => setChosen(none)} /> : undefined}
    >
      <ListTable
        label="Integrations"
        rows={rows}
        columns={columns}
        failed="The integrations could not be read"
        keyOf={keyOf}
        nameOf={nameOf}
        sort={filter.sort}
        onSort={filter.onSort}
        selection={{ keys: chosen, onChange: setChosen, onAll: () => void chooseAll() }}
        onOpen={open}
        actions={rowMenu}
        empty={<NoIntegrations state={state} all={all} />}
      />
    </ListPage>
  );
}

function HeadActions() {
  const { importDefinition } = useAppActions();
  if (!useMay('editor')) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden />}
        onClick={() => importDefinition()}
      >
        Import definition
      </Button>
      <Button component={Link} to="/integrations/new" leftSection={<IconPlus size={16} aria-hidden />}>
        New
      </Button>
    </>
  );
}

/** Why no row is there, and what to do about it. `all` counts the integrations without the filter. */
export function NoIntegrations({ state, all }: { state: FilterState; all: number }) {
  const { importDefinition } = useAppActions();
  if (!isUnfiltered(state) && all > 0) {
    return (
      <EmptyState
        icon={<IconFilterOff size={24} />}
        title="No results"
        actions={
          <Button component={Link} to="/integrations" variant="default">
            Show all
          </Button>
        }
      >
        None of {counted(all, 'integration')} matches the filter.
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
