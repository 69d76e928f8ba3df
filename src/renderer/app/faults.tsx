import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link, useLocation, useRouteError } from 'react-router';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page } from '#renderer/ui/Page.tsx';

/** A page that could not be fetched or broke while it was drawn; the rest of the console stays. */
export function RouteFault() {
  const error = useRouteError();
  useReloadWhenBack();
  return (
    <Page>
      <ErrorNotice error={error} title="This page could not be shown" onRetry={() => location.reload()} />
    </Page>
  );
}

/** A page's files that could not be fetched while the console was away are fetched when it is back. */
function useReloadWhenBack(): void {
  const link = useLinkState();
  const away = useRef(false);
  useEffect(() => {
    if (link === 'lost' || link === 'signedOut') away.current = true;
    else if (link === 'connected' && away.current) location.reload();
  }, [link]);
}

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <Page>
      <EmptyState
        icon={<IconMapQuestion size={24} />}
        title="Page not found"
        actions={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        There is nothing at {pathname}. The link may be from another version.
      </EmptyState>
    </Page>
  );
}
