import { useRouteError } from 'react-router';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page } from '#renderer/ui/Page.tsx';

/** A page that broke while it was drawn; the rest of the console stays. */
export function RouteFault() {
  const error = useRouteError();
  return (
    <Page>
      <ErrorNotice error={error} title="This page could not be shown" onRetry={() => location.reload()} />
    </Page>
  );
}
