import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPencil, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { IntegrationId } from '#contract/common.ts';
import type { EffectiveSecurity, OperationDetail } from '#contract/openapi.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useMay } from '#renderer/session/session.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { plainText } from '#renderer/ui/plainText.ts';
import { WebLink } from '#renderer/ui/WebLink.tsx';
import classes from '../OperationsTab.module.css';
import { EditOperationModal } from '../operations/EditOperationModal.tsx';
import { HandOperationModal } from '../operations/HandOperationModal.tsx';
import { useOperation, useOperationRow } from '../queries.ts';
import { Section } from '../Section.tsx';
import { BodyDocument, ParameterList, ResponseList } from './OperationSections.tsx';

interface DocumentationProps {
  integrationId: IntegrationId;
  operationKey: string | null;
  /** The operation was removed. */
  onGone: () => void;
}

/** What the chosen operation takes and answers. */
export function Documentation({ integrationId, operationKey, onGone }: DocumentationProps) {
  const { data, error, refetch, isFetching } = useOperation(integrationId, operationKey);
  return (
    <section className={classes.documentation} aria-label="Documentation" aria-busy={isFetching}>
      {operationKey === null && (
        <Text size="sm" c="dimmed">
          Choose an operation to read about it.
        </Text>
      )}
      {error !== null && (
        <ErrorNotice error={error} title="The operation could not be read" onRetry={() => void refetch()} />
      )}
      {operationKey !== null && data === undefined && error === null && <DocumentSkeleton />}
      {data !== undefined && error === null && (
        <OperationDocument key={data.key} integrationId={integrationId} operation={data} onGone={onGone} />
      )}
    </section>
  );
}

function DocumentSkeleton() {
  return (
    <Stack>
      <Skeleton h={24} w="60%" />
      <Skeleton h={12} w="90%" />
      <Skeleton h={120} />
    </Stack>
  );
}

interface OperationDocumentProps {
  integrationId: IntegrationId;
  operation: OperationDetail;
  onGone: () => void;
}

/** One operation: what it does, what it needs, what comes back. */
function OperationDocument({ integrationId, operation, onGone }: OperationDocumentProps) {
  const { description, parameters, requestBody, responses, definitions, externalDocs, problems } = operation;
  return (
    <Stack gap="lg">
      <DocumentHead integrationId={integrationId} operation={operation} onGone={onGone} />
      {description !== undefined && description !== operation.summary && (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {plainText(description)}
        </Text>
      )}
      {externalDocs !== undefined && (
        <WebLink href={externalDocs.url} size="sm">
          {externalDocs.description ?? externalDocs.url}
        </WebLink>
      )}
      {problems.map((problem) => (
        <Alert
          key={problem.pointer + problem.code}
          color="orange"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
        >
          {problem.message}
        </Alert>
      ))}
      <Section title="Authentication">
        <Text size="sm">{securityWords(operation.security)}</Text>
      </Section>
      {parameters.length > 0 && (
        <Section title="Parameters">
          <ParameterList parameters={parameters} schemas={definitions} />
        </Section>
      )}
      {requestBody !== undefined && (
        <Section title={requestBody.required ? 'Body, required' : 'Body'}>
          <BodyDocument description={requestBody.description} contents={requestBody.contents} schemas={definitions} />
        </Section>
      )}
      <Section title="Responses">
        <ResponseList responses={responses} schemas={definitions} />
      </Section>
    </Stack>
  );
}

interface DocumentHeadProps {
  integrationId: IntegrationId;
  operation: OperationDetail;
  onGone: () => void;
}

/** Name and address of an operation, with the way to try and to edit it. */
function DocumentHead({ integrationId, operation, onGone }: DocumentHeadProps) {
  const [editing, setEditing] = useState(false);
  const row = useOperationRow(integrationId, operation);
  const may = useMay('editor');
  const search = new URLSearchParams({ integration: integrationId, operation: operation.key });
  const close = () => setEditing(false);
  return (
    <div>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Title order={2} size="h4" flex={1} miw={200}>
          {operation.summary ?? operation.operationId ?? operation.path}
        </Title>
        <Group gap="xs">
          {may && row !== undefined && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              Edit
            </Button>
          )}
          <Button
            component={Link}
            to={`/requests?${search}`}
            size="xs"
            leftSection={<IconSend size={14} aria-hidden />}
          >
            Open in requests
          </Button>
        </Group>
      </Group>
      <Group gap="xs" mt={6} align="baseline">
        <MethodBadge method={operation.method} />
        <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {operation.path}
        </Text>
        {operation.deprecated && <Tag kind="warn">deprecated</Tag>}
        {operation.tags.map((tag) => (
          <Tag key={tag} kind="quiet">
            {tag}
          </Tag>
        ))}
      </Group>
      {editing && row?.origin === 'hand' && row.handId !== null && (
        <HandOperationModal
          integrationId={integrationId}
          onClose={close}
          existing={{ id: row.handId, operation }}
          onSaved={close}
          onRemoved={onGone}
        />
      )}
      {editing && row !== undefined && row.origin !== 'hand' && (
        <EditOperationModal integrationId={integrationId} operation={operation} row={row} onClose={close} />
      )}
    </div>
  );
}

/** Which schemes an operation asks for: "api_key, or oauth with scopes read and write together with app_id". */
function securityWords(security: EffectiveSecurity): string {
  if (security === null || security.length === 0) return 'None.';
  const needed = security.filter((alternative) => alternative.length > 0);
  const optional = needed.length < security.length;
  if (needed.length === 0) return 'None.';
  const words = needed.map((together) => together.map(partWords).join(' together with ')).join(', or ');
  return optional ? `${words}. It also works without.` : `${words}.`;
}

function partWords({ scheme, scopes }: { scheme: string; scopes: string[] }): string {
  return scopes.length === 0 ? scheme : `${scheme} (${scopes.join(', ')})`;
}
