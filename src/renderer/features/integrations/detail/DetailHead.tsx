import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import {
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconFileImport,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { IntegrationLogo } from '#renderer/entities/integration/IntegrationLogo.tsx';
import { statusWords } from '#renderer/entities/integration/words.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { PageHead } from '#renderer/ui/Page.tsx';
import { WebLink } from '#renderer/ui/WebLink.tsx';
import { checkIntegration, useIntegrationActions } from '../useIntegrationActions.ts';

/** Logo, name, status with its reason, base URL, and what can be done. */
export function DetailHead({ integration }: { integration: Integration }) {
  return (
    <PageHead
      title={integration.displayName}
      leading={<IntegrationLogo of={integration} size={44} />}
      description={<HeadLine integration={integration} />}
      actions={<HeadActions integration={integration} />}
    />
  );
}

function HeadLine({ integration }: { integration: Integration }) {
  const { tone, label, reason } = statusWords(integration);
  return (
    <Group component="span" gap="2px 8px">
      <StatusBadge tone={tone} label={label} />
      {reason !== null && (
        <Text span size="sm">
          {reason}
        </Text>
      )}
      <WebLink href={integration.baseUrl} size="sm" style={{ overflowWrap: 'anywhere' }}>
        {integration.baseUrl}
      </WebLink>
    </Group>
  );
}

function HeadActions({ integration }: { integration: Integration }) {
  const { connect } = useAppActions();
  const primary = integration.needsConnection ? 'filled' : 'default';
  if (!useMay('editor')) return null;
  return (
    <>
      <CheckButton integration={integration} />
      <Button
        variant="default"
        component={Link}
        to={`/integrations/${integration.id}/edit`}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        Edit
      </Button>
      <Button variant={primary} leftSection={<IconKey size={16} aria-hidden />} onClick={() => connect(integration.id)}>
        Connect
      </Button>
      <MoreMenu integration={integration} />
    </>
  );
}

/** Sends one safe request and shows how it went. */
function CheckButton({ integration }: { integration: Integration }) {
  const [running, setRunning] = useState(false);
  const check = async () => {
    setRunning(true);
    await checkIntegration(integration.id, integration.displayName);
    setRunning(false);
  };
  return (
    <Button
      variant="default"
      loading={running}
      leftSection={<IconStethoscope size={16} aria-hidden />}
      onClick={() => void check()}
    >
      Check now
    </Button>
  );
}

/** The rarer things that can be done with an integration. */
function MoreMenu({ integration }: { integration: Integration }) {
  const { id, active, displayName, definition } = integration;
  const navigate = useNavigate();
  const actions = useIntegrationActions();
  const { importDefinition } = useAppActions();
  const icon = { size: 15, 'aria-hidden': true } as const;
  const Toggle = active ? IconPlayerPause : IconPlayerPlay;
  const remove = () =>
    actions.remove([id], displayName).then(
      (done) => done && void navigate('/integrations'),
      // A failure was told by a toast.
      () => undefined,
    );
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More actions">
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileImport {...icon} />} onClick={() => importDefinition(id)}>
          {definition === null ? 'Import definition' : 'Import definition again'}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => void actions.duplicate(id)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload {...icon} />} onClick={() => void actions.export(id)}>
          Export
        </Menu.Item>
        <Menu.Item leftSection={<Toggle {...icon} />} onClick={() => void actions.setActive([id], !active)}>
          {active ? 'Deactivate' : 'Activate'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="var(--mantine-color-error)"
          leftSection={<IconTrash {...icon} />}
          onClick={() => void remove()}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
