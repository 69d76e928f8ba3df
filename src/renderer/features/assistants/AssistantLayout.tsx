import { Outlet, useOutletContext, useParams } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { assistantId } from '#contract/common.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { HeadSkeleton, Page } from '#renderer/ui/Page.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { AssistantGone } from './detail/AssistantGone.tsx';
import { DetailHead } from './detail/DetailHead.tsx';
import { DetailTabs } from './detail/DetailTabs.tsx';
import classes from './detail/detail.module.css';
import { useAssistant } from './queries.ts';

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
