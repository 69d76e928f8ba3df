import { Modal, Select, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useIntegration, useIntegrationsByName, useRequirements } from '../queries.ts';
import { ConnectForm } from './ConnectForm.tsx';
import { choicesOf } from './choices.ts';

export interface ConnectModalProps {
  /** Null asks for the integration first. */
  integrationId: IntegrationId | null;
  onClose(): void;
  /** Told of the connection that was made, when the dialog closes. */
  onConnected?: (connection: Connection) => void;
}

/** Stores a credential for an integration and checks it. Mount it while it is open. */
export function ConnectModal({ integrationId, onClose, onConnected }: ConnectModalProps) {
  const [chosen, setChosen] = useState(integrationId);
  const integration = useIntegration(chosen);
  const requirements = useRequirements(chosen);
  const error = integration.error ?? requirements.error;
  const retry = () => {
    void integration.refetch();
    void requirements.refetch();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Connect ${integration.data?.displayName ?? ''}`}
      closeOnClickOutside={false}
    >
      <Stack gap="md">
        {integrationId === null ? <IntegrationField value={chosen} onChange={setChosen} /> : null}
        {error === null ? null : <ErrorNotice error={error} onRetry={retry} />}
        {integration.data !== undefined && requirements.data !== undefined ? (
          <ConnectForm
            key={integration.data.id}
            integration={integration.data}
            choices={choicesOf(requirements.data.choices)}
            optional={requirements.data.optional || requirements.data.choices.length === 0}
            hosts={requirements.data.hosts}
            onClose={onClose}
            onConnected={onConnected}
          />
        ) : null}
        {chosen !== null && error === null && (integration.isPending || requirements.isPending) ? (
          <FormSkeleton />
        ) : null}
      </Stack>
    </Modal>
  );
}

interface IntegrationFieldProps {
  value: IntegrationId | null;
  onChange(id: IntegrationId | null): void;
}

function IntegrationField({ value, onChange }: IntegrationFieldProps) {
  const [text, setText] = useState('');
  const found = useIntegrationsByName(text);
  const rows = found.data?.rows ?? [];
  return (
    <Select
      label="Integration"
      placeholder="Choose an integration"
      searchable
      required
      data-autofocus
      data={rows.map((row) => ({ value: row.id, label: row.displayName }))}
      filter={({ options }) => options}
      nothingFoundMessage="No integration has this name."
      value={value}
      onSearchChange={setText}
      onChange={(id) => onChange(rows.find((row) => row.id === id)?.id ?? null)}
    />
  );
}

function FormSkeleton() {
  return (
    <Stack aria-busy aria-label="Loading">
      <Skeleton h={56} />
      <Skeleton h={56} />
      <Skeleton h={56} />
    </Stack>
  );
}
