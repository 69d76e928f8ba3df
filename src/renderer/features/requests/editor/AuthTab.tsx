import { Stack } from '@mantine/core';
import { Notice } from '#renderer/ui/Notice.tsx';
import { useProblem, useWorkbench } from '../workbench.ts';
import { AuthFields, Hint } from './auth/AuthFields.tsx';
import { inheritedFrom, useGroupsAbove, useKeepPlaces } from './inherited.ts';

/** How the request authenticates, how its secret is sent, and where it may go. */
export function AuthTab() {
  const { key, draft, change, connect, composed, detail } = useWorkbench();
  const { auth, connectionId, integrationId, groupId, environmentId } = draft;
  const above = useGroupsAbove(groupId);
  const keepIn = useKeepPlaces(environmentId, above);
  const problem = useProblem('auth');
  const isWithout = auth.kind === 'connection' && connectionId === null;
  return (
    <Stack gap="sm">
      <AuthFields
        key={key}
        auth={auth}
        connectionId={connectionId}
        integrationId={integrationId}
        mayInherit={groupId !== null}
        inherited={inheritedFrom(above).auth}
        keepIn={keepIn}
        connect={connect}
        error={problem}
        onChange={(changes) => change({ ...changes, confirmedHost: null })}
      />
      {!isWithout ? null : detail?.anonymous ? (
        <Hint>This operation needs no credentials, so none are sent. Choose a connection to send them anyway.</Hint>
      ) : (
        <Hint>The request is sent without credentials.</Hint>
      )}
      {composed?.foreignHost == null ? null : <ForeignHost host={composed.foreignHost} />}
    </Stack>
  );
}

function ForeignHost({ host }: { host: string }) {
  return (
    <Notice color="orange" title={`${host} is not an allowed host`}>
      The secret may not go to this host. “Send” asks you to confirm it for this one request. Choose no connection to
      send it without credentials.
    </Notice>
  );
}
