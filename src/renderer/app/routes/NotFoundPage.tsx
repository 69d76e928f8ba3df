import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Page } from '#renderer/ui/Page.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <Page>
      <EmptyState
        icon={<IconMapQuestion size={24} />}
        title="There is no page here"
        actions={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        Nothing stands at {pathname}. The link may be from another version.
      </EmptyState>
    </Page>
  );
}
