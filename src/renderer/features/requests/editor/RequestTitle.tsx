import { ActionIcon, Anchor, Badge, Group, Menu, Text } from '@mantine/core';
import { IconDots, IconRestore } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMay } from '#renderer/session/session.ts';
import { useWorkbench } from '../WorkbenchContext.ts';
import { SaveDraft } from './SaveDraft.tsx';

/** What the request is: integration and operation, or its saved name. */
export function RequestTitle() {
  const { detail, integration, saved, draft, reset } = useWorkbench();
  const may = useMay('editor');
  const operation = detail?.operationId ?? detail?.summary ?? draft.operationKey;
  return (
    <Group gap="xs" wrap="nowrap" mb={4} mih={30}>
      <Group gap={6} wrap="nowrap" flex={1} miw={0}>
        {integration === null ? null : (
          <Anchor component={Link} to={`/integrations/${integration.id}`} size="sm" truncate style={{ flexShrink: 2 }}>
            {integration.displayName}
          </Anchor>
        )}
        {integration !== null && operation !== null ? <Text c="dimmed">›</Text> : null}
        <Text size="sm" fw={600} truncate title={detail?.summary}>
          {saved?.name ?? operation ?? (integration === null ? 'Request without an integration' : 'By hand')}
        </Text>
        {detail?.deprecated ? (
          <Badge size="sm" color="orange" variant="light" style={{ flex: 'none' }}>
            deprecated
          </Badge>
        ) : null}
      </Group>
      {may ? <SaveDraft /> : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label="More for this request">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRestore size={14} />} onClick={reset}>
            Start over
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
