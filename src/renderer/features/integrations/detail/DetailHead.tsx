import { Anchor, Button, Group, Text } from '@mantine/core';
import { IconKey, IconPencil } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { logoUrl } from '#renderer/entities/integration/logoUrl.ts';
import { statusWords } from '#renderer/entities/integration/words.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { Logo } from '#renderer/ui/Logo.tsx';
import { PageHead } from '#renderer/ui/Page.tsx';
import { CheckButton } from './CheckButton.tsx';
import { MoreMenu } from './MoreMenu.tsx';

/** Logo, name, status with its reason, base URL, and what can be done. */
export function DetailHead({ integration }: { integration: Integration }) {
  return (
    <PageHead
      title={integration.displayName}
      leading={<Logo src={logoUrl(integration.logo)} name={integration.displayName} size={44} />}
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
      <Anchor
        href={integration.baseUrl}
        target="_blank"
        rel="noreferrer"
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
      >
        {integration.baseUrl}
      </Anchor>
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
