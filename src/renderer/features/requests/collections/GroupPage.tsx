import { Anchor, Button, Group, Tabs, Text } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link, useParams } from 'react-router';
import type { RequestGroup } from '#contract/collections.ts';
import { groupId } from '#contract/common.ts';
import { useActiveEnvironment } from '#renderer/entities/environment/environments.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { HeadSkeleton, Page, PageHead } from '#renderer/ui/Page.tsx';
import { urlChoice, useUrlState } from '#renderer/ui/useUrlState.ts';
import { VariableTable } from '../environments/VariableTable.tsx';
import { useCollections } from '../queries.ts';
import { VariableScope } from '../variables/VariableScope.tsx';
import { groupsAbove } from './collectionRows.ts';
import { GroupForm, type GroupPart } from './GroupForm.tsx';

const parts: readonly { part: GroupPart | 'variables'; label: string }[] = [
  { part: 'general', label: 'General' },
  { part: 'auth', label: 'Auth' },
  { part: 'headers', label: 'Headers' },
  { part: 'variables', label: 'Variables' },
  { part: 'settings', label: 'Options' },
  { part: 'scripts', label: 'Scripts' },
];

const state = { part: urlChoice(['general', 'auth', 'headers', 'variables', 'settings', 'scripts'], 'general') };

/** What a collection or folder gives to the requests below it. */
export function GroupPage() {
  const id = groupId.safeParse(useParams().id).data;
  const group = useQuery(orpc.collections.group.queryOptions({ input: id === undefined ? skipToken : { id } }));
  if (id === undefined || group.isError)
    return (
      <Page>
        <PageHead title="Collection" />
        {id === undefined ? (
          <Text size="sm">There is no collection at this address.</Text>
        ) : (
          <ErrorNotice error={group.error} title="Couldn’t open it" onRetry={() => void group.refetch()} />
        )}
        <Anchor component={Link} to="/requests" size="sm">
          Back to requests
        </Anchor>
      </Page>
    );
  return group.data === undefined ? <HeadSkeleton /> : <Shown key={group.data.id} group={group.data} />;
}

function Shown({ group }: { group: RequestGroup }) {
  const may = useMay('editor');
  const { startRun, exportCollection } = useAppActions();
  const [{ part }, setState] = useUrlState(state);
  const environmentId = useActiveEnvironment().active?.id ?? null;
  const variables = useQuery(orpc.environments.effective.queryOptions({ input: { environmentId, groupId: group.id } }));
  return (
    <Page>
      <PageHead
        title={group.name}
        actions={
          <>
            <Button variant="default" onClick={() => exportCollection(group)}>
              Export
            </Button>
            {may && (
              <Button onClick={() => startRun({ name: group.name, target: { kind: 'group', id: group.id } })}>
                Run
              </Button>
            )}
          </>
        }
      />
      <Path group={group} />
      <VariableScope environmentId={environmentId} groupId={group.id} variables={variables.data ?? null}>
        <Tabs
          value={part}
          onChange={(next) => setState({ part: parts.find((one) => one.part === next)?.part ?? part })}
        >
          <Tabs.List mb="md" aria-label={`Parts of ${group.name}`}>
            {parts.map((one) => (
              <Tabs.Tab key={one.part} value={one.part}>
                {one.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <GroupForm group={group} may={may} part={part === 'variables' ? null : part} />
          {part === 'variables' ? (
            <Tabs.Panel value="variables">
              <Text size="sm" c="dimmed" mb="sm">
                {group.parentId === null
                  ? 'They hold in this collection. The chosen environment and folders override them.'
                  : 'They hold in this folder, before those of the environment and of what it lies in.'}
              </Text>
              <VariableTable owner={{ kind: 'group', id: group.id }} name={group.name} may={may} />
            </Tabs.Panel>
          ) : null}
        </Tabs>
      </VariableScope>
    </Page>
  );
}

/** Where it lies. */
function Path({ group }: { group: RequestGroup }) {
  const above = groupsAbove(useCollections().data?.groups ?? [], group.parentId);
  return (
    <Group gap={6} mb="sm">
      <Anchor component={Link} to={`/requests?group=${group.id}`} size="sm">
        Requests
      </Anchor>
      {above.map(({ id, name }) => (
        <Fragment key={id}>
          <Text c="dimmed">›</Text>
          <Anchor component={Link} to={`/requests/collections/${id}`} size="sm">
            {name}
          </Anchor>
        </Fragment>
      ))}
      <Text c="dimmed">›</Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {group.name}
      </Text>
    </Group>
  );
}
