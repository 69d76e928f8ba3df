import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { useCredentialForms } from '#renderer/entities/connection/credentials.ts';
import { IntegrationSelect } from '#renderer/entities/integration/IntegrationSelect.tsx';
import { useIntegration } from '#renderer/entities/integration/queries.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useRequirements } from '../queries.ts';
import { ConnectForm } from './ConnectForm.tsx';
import { choicesOf } from './choices.ts';

export interface ConnectModalProps {
  /** Null asks for the integration first. */
  integrationId: IntegrationId | null;
  onClose(): void;
  /** Called with the connection that was made, when the dialog closes. */
  onConnected?: (connection: Connection) => void;
}

/** Stores a credential for an integration and checks it. Mount it while it is open. */
export function ConnectModal({ integrationId, onClose, onConnected }: ConnectModalProps) {
  const [chosen, setChosen] = useState(integrationId);
  const integration = useIntegration(chosen);
  const requirements = useRequirements(chosen);
  const forms = useCredentialForms();
  const error = integration.error ?? requirements.error ?? forms.error;
  const retry = () => {
    for (const query of [integration, requirements, forms]) if (query.isError) void query.refetch();
  };
  const ready = integration.data !== undefined && requirements.data !== undefined && forms.data !== undefined;
  return (
    <Dialog
      title={`Connect ${integration.data?.displayName ?? ''}`}
      size="lg"
      closeOnClickOutside={false}
      onClose={onClose}
    >
      <Stack gap="md">
        {integrationId === null ? (
          <IntegrationSelect
            label="Integration"
            placeholder="Choose an integration"
            required
            data-autofocus
            nothingFoundMessage="No results"
            value={chosen}
            onChange={setChosen}
          />
        ) : null}
        {error === null ? null : <ErrorNotice error={error} onRetry={retry} />}
        {ready ? (
          <ConnectForm
            key={integration.data.id}
            integration={integration.data}
            choices={choicesOf(requirements.data.choices, forms.data)}
            optional={requirements.data.optional || requirements.data.choices.length === 0}
            hosts={requirements.data.hosts}
            onClose={onClose}
            onConnected={onConnected}
          />
        ) : null}
        {chosen !== null && error === null && !ready ? <FormSkeleton /> : null}
      </Stack>
    </Dialog>
  );
}

function FormSkeleton() {
  return (
    <Stack role="status" aria-busy aria-label="Loading">
      <Skeleton h={56} />
      <Skeleton h={56} />
      <Skeleton h={56} />
    </Stack>
  );
}
