import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCopy, IconDotsVertical, IconPencil, IconRobotOff, IconTrash } from '@tabler/icons-react';
import { Link, NavLink, Outlet, useNavigate, useOutletContext, useParams } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { assistantId } from '#contract/common.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { HeadSkeleton, Page, PageHead } from '#renderer/ui/Page.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import classes from './AssistantLayout.module.css';
import { useAssistant, useAssistantActions } from './queries.ts';

/** One assistant: its head, its tabs, and the tab that the address names. */
export function AssistantLayout() {
  const id = assistantId.safeParse(useParams().id);
  return id.success ? <Loaded key={id.data} id={id.data} /> : <AssistantGone />;
}

function Loaded({ id }: { id: Assistant['id'] }) {
  const { data, error, refetch, isFetching } = useAssistant(id);
  if (error !== null && readFault(error).code === 'NOT_FOUND') return <AssistantGone />;
  if (data !== undefined) {
    return (
      <Page wide fill>
        <DetailHead assistant={data} />
        <DetailTabs assistant={data} />
        <div className={classes.tabBody}>
          <Outlet context={data} />
        </div>
      </Page>
    );
  }
  if (error === null) return <HeadSkeleton />;
  return (
    <Page>
      <ErrorNotice
        error={error}
        title="The assistant could not be read"
        onRetry={() => void refetch()}
        retrying={isFetching}
      />
    </Page>
  );
}

/** The assistant that the page around a tab shows. */
export function useShownAssistant(): Assistant {
  return useOutletContext<Assistant>();
}

/** Name, what it is for, and what can be done with it. */
function DetailHead({ assistant }: { assistant: Assistant }) {
  const { description } = assistant;
  return (
    <PageHead
      title={assistant.name}
      {...(description !== '' && { description })}
      actions={<HeadActions assistant={assistant} />}
    />
  );
}

function HeadActions({ assistant }: { assistant: Assistant }) {
  if (!useMay('editor')) return null;
  return (
    <>
      {assistant.editable && (
        <Button
          variant="default"
          component={Link}
          to={`/assistants/${assistant.id}/edit`}
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          Edit
        </Button>
      )}
      <MoreMenu assistant={assistant} />
    </>
  );
}

function MoreMenu({ assistant: { id, name, editable } }: { assistant: Assistant }) {
  const navigate = useNavigate();
  const actions = useAssistantActions();
  // A failure shows in a toast.
  const quiet = () => undefined;
  const duplicate = () => actions.duplicate(id).then((copy) => void navigate(`/assistants/${copy.id}`), quiet);
  const remove = () => actions.remove([id], name).then((done) => done && void navigate('/assistants'), quiet);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More actions">
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={15} aria-hidden />} onClick={() => void duplicate()}>
          Duplicate
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          disabled={!editable}
          leftSection={<IconTrash size={15} aria-hidden />}
          onClick={() => void remove()}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const tabs = [
  { path: '', label: 'Integrations' },
  { path: '/tools', label: 'Tools' },
  { path: '/overview', label: 'Overview' },
];

/** The parts of an assistant: links, since each has an address of its own. */
function DetailTabs({ assistant }: { assistant: Assistant }) {
  return (
    <nav aria-label={`Parts of ${assistant.name}`} className={classes.list}>
      {tabs.map(({ path, label }) => (
        <NavLink key={label} to={`/assistants/${assistant.id}${path}`} end className={classes.tab ?? ''}>
          {label}
          {path === '' && assistant.attachments > 0 && (
            <span className={classes.count}> {assistant.attachments.toLocaleString('en')}</span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}

/** An address whose assistant is not there for this person. */
export function AssistantGone() {
  return (
    <Page>
      <EmptyState
        icon={<IconRobotOff size={24} />}
        title="Assistant not found"
        actions={
          <>
            <Button component={Link} to="/assistants" variant="default">
              All assistants
            </Button>
            <Button component={Link} to="/settings/deleted" variant="subtle">
              Recently deleted
            </Button>
          </>
        }
      >
        It may have been deleted, be visible to its owner only, or belong to another tenant.
      </EmptyState>
    </Page>
  );
}
