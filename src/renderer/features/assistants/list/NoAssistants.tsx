import { Button } from '@mantine/core';
import { IconFilterOff, IconRobot } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';

/** Why no assistant is listed, and what to do about it. */
export function NoAssistants({ filtered }: { filtered: boolean }) {
  const may = useMay('editor');
  if (filtered) {
    return (
      <EmptyState
        icon={<IconFilterOff size={24} />}
        title="Nothing matches the filter"
        actions={
          <Button component={Link} to="/assistants" variant="default">
            Show all
          </Button>
        }
      />
    );
  }
  const create = (
    <Button component={Link} to="/assistants/new">
      New assistant
    </Button>
  );
  return (
    <EmptyState icon={<IconRobot size={24} />} title="No assistants yet" {...(may && { actions: create })}>
      An assistant has instructions, a model, and the integrations that it may use, each with its connection. What they
      can do becomes its tools.
    </EmptyState>
  );
}
