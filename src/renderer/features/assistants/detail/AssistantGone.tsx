import { Button } from '@mantine/core';
import { IconRobotOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Page } from '#renderer/ui/Page.tsx';

/** An address whose assistant is not there for this person. */
export function AssistantGone() {
  return (
    <Page>
      <EmptyState
        icon={<IconRobotOff size={24} />}
        title="This assistant is not here"
        actions={
          <Button component={Link} to="/assistants" variant="default">
            All assistants
          </Button>
        }
      >
        It may have been deleted, be visible to its owner alone, or belong to another tenant.
      </EmptyState>
    </Page>
  );
}
