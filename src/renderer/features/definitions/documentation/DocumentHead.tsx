import { Button, Group, Text, Title } from '@mantine/core';
import { IconPencil, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { IntegrationId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useMay } from '#renderer/session/session.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { EditOperationModal } from '../operations/EditOperationModal.tsx';
import { HandOperationModal } from '../operations/HandOperationModal.tsx';
import { useOperationRow } from '../queries.ts';

interface DocumentHeadProps {
  integrationId: IntegrationId;
  operation: OperationDetail;
  onGone: () => void;
}

/** Name and address of an operation, with the way to try and to edit it. */
export function DocumentHead({ integrationId, operation, onGone }: DocumentHeadProps) {
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
