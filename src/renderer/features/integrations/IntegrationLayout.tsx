import { Button } from '@mantine/core';
import { IconPlugOff } from '@tabler/icons-react';
import { Link, NavLink, Outlet, useOutletContext, useParams } from 'react-router';
import { integrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { HeadSkeleton, Page } from '#renderer/ui/Page.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { DetailHead } from './detail/DetailHead.tsx';
import classes from './IntegrationLayout.module.css';
import { useIntegration } from './queries.ts';

/** One integration: its head, its tabs, and the tab that the address names. */
export function IntegrationLayout() {
  const id = integrationId.safeParse(useParams().id);
  return id.success ? <Loaded id={id.data} /> : <Gone />;
}

function Loaded({ id }: { id: Integration['id'] }) {
  const { data, error, refetch, isFetching } = useIntegration(id);
  if (data !== undefined) {
    return (
      <Page fill>
        <DetailHead integration={data} />
        <DetailTabs integration={data} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className={classes.content} tabIndex={0} aria-label={`What is shown of ${data.displayName}`}>
          <Outlet context={data} />
        </section>
      </Page>
    );
  }
  if (error === null) return <HeadSkeleton />;
  if (readFault(error).code === 'NOT_FOUND') return <Gone />;
  return (
    <Page>
      <ErrorNotice
        error={error}
        title="The integration could not be read"
        onRetry={() => void refetch()}
        retrying={isFetching}
      />
    </Page>
  );
}

/** The integration that the page around a tab shows. */
export function useShownIntegration(): Integration {
  return useOutletContext<Integration>();
}

function Gone() {
  return (
    <Page>
      <EmptyState
        icon={<IconPlugOff size={24} />}
        title="Integration not found"
        actions={
          <>
            <Button component={Link} to="/integrations" variant="default">
              All integrations
            </Button>
            <Button component={Link} to="/settings/deleted" variant="subtle">
              Recently deleted
            </Button>
          </>
        }
      >
        It may have been deleted, or belong to another tenant.
      </EmptyState>
    </Page>
  );
}

const tabs = [
  { path: '', label: 'Overview' },
  { path: '/operations', label: 'Operations' },
  { path: '/connections', label: 'Connections' },
  { path: '/health', label: 'Health' },
  { path: '/contract', label: 'Contract' },
  { path: '/activity', label: 'Activity' },
  { path: '/definition', label: 'Definition' },
];

/** The parts of an integration: links, since each has an address of its own. */
export function DetailTabs({ integration }: { integration: Integration }) {
  const counts: Record<string, number> = { Operations: integration.operations, Connections: integration.connections };
  return (
    <nav aria-label={`Parts of ${integration.displayName}`} className={classes.list}>
      {tabs.map(({ path, label }) => (
        <NavLink
          key={label}
          to={`/integrations/${integration.id}${path}`}
          end={path === ''}
          className={classes.tab ?? ''}
        >
          {label} {Number(counts[label]) > 0 && <Count value={counts[label]} />}
        </NavLink>
      ))}
    </nav>
  );
}

function Count({ value = 0 }: { value: number | undefined }) {
  return <span className={classes.count}>{value.toLocaleString('en')}</span>;
}
