import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { integrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { valuesOfIntegration } from './form/formValues.ts';
import { IntegrationForm } from './form/IntegrationForm.tsx';
import { useIntegration } from './queries.ts';

/** Changes an integration. */
export function EditIntegrationPage() {
  const { data, error, refetch } = useIntegration(integrationId.parse(useParams().id));
  return (
    <Page>
      <PageHead title={data === undefined ? 'Edit integration' : `Edit ${data.displayName}`} />
      {data !== undefined && <LoadedForm key={data.id} integration={data} />}
      {data === undefined && error !== null && (
        <ErrorNotice error={error} title="The integration could not be read" onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Skeleton h={320} />}
    </Page>
  );
}

function LoadedForm({ integration }: { integration: Integration }) {
  const navigate = useNavigate();
  // As it stood when the form was opened: a change from elsewhere must not undo what is typed.
  const [initial] = useState(() => valuesOfIntegration(integration));
  const saved = ({ id, displayName }: Integration) => {
    toastDone(`${displayName} saved`);
    void navigate(`/integrations/${id}`);
  };
  return <IntegrationForm initial={initial} existing={integration} baseUrlHint="" onSaved={saved} />;
}
