import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Assistant, assistantFields } from '#contract/assistants.ts';
import { assistantId } from '#contract/common.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { AssistantGone } from './detail/AssistantGone.tsx';
import { AssistantForm } from './form/AssistantForm.tsx';
import { useAssistant } from './queries.ts';

/** Changes an assistant. */
export function EditAssistantPage() {
  const id = assistantId.safeParse(useParams().id);
  return id.success ? <Loaded id={id.data} /> : <AssistantGone />;
}

function Loaded({ id }: { id: Assistant['id'] }) {
  const { data, error, refetch } = useAssistant(id);
  return (
    <Page>
      <PageHead title={data === undefined ? 'Edit assistant' : `Edit ${data.name}`} />
      {data !== undefined && <LoadedForm key={data.id} assistant={data} />}
      {data === undefined && error !== null && (
        <ErrorNotice error={error} title="The assistant could not be read" onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Skeleton h={320} />}
    </Page>
  );
}

function LoadedForm({ assistant }: { assistant: Assistant }) {
  const navigate = useNavigate();
  // As it stood when the form was opened: a change from elsewhere must not undo what is typed.
  const [initial] = useState(() => assistantFields.parse(assistant));
  const saved = ({ id, name }: Assistant) => {
    toastDone(`${name} was saved.`);
    void navigate(`/assistants/${id}/overview`);
  };
  return <AssistantForm initial={initial} existing={assistant} onSaved={saved} />;
}
