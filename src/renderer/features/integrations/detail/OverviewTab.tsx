import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { authWords, typeWords } from '#core/integrations/words.ts';
import { costWords } from '#renderer/entities/integration/costWords.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { Tag } from '#renderer/ui/badges.tsx';
import { type Fact, FactList } from '#renderer/ui/FactList.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { useShownIntegration } from '../IntegrationLayout.tsx';
import { useIntegration } from '../queries.ts';

/** What is known of the integration. `definition` shows what its definition says, where it has one. */
export function OverviewTab({ definition }: { definition: ReactNode }) {
  const integration = useShownIntegration();
  return (
    <Stack gap="lg" pb="md">
      {integration.needsConnection && <ConnectNotice integration={integration} />}
      {integration.description !== '' && (
        <Text size="sm" maw={800} style={{ whiteSpace: 'pre-line' }}>
          {integration.description}
        </Text>
      )}
      <Facts integration={integration} />
      {definition}
    </Stack>
  );
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

function ConnectNotice({ integration }: { integration: Integration }) {
  const { connect } = useAppActions();
  const needed = integration.auth.filter((badge) => badge !== 'none').map((badge) => authWords[badge]);
  return (
    <Alert color="orange" variant="outline" icon={<IconKey aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          No connections yet. {integration.displayName} needs {either.format(needed)} before it can be used.
        </Text>
        <Button size="xs" onClick={() => connect(integration.id)}>
          Connect
        </Button>
      </Group>
    </Alert>
  );
}

/** Fields of an integration, by name; what is not set is left out. */
function Facts({ integration }: { integration: Integration }) {
  const facts: Fact[] = [
    ['Type', typeWords[integration.type]],
    ['Provider', integration.provider],
    ['Name', integration.name === integration.displayName ? null : integration.name],
    ['Authentication', <AuthTags key="auth" auth={integration.auth} />],
    ['Definition', definitionText(integration)],
    ['Check path', integration.checkPath],
    ['Base search', integration.baseSearch],
    ['Last checked', <RelativeTime key="checked" at={integration.lastCheckedAt} fallback="Never" />],
    ['Last sync', integration.lastSyncAt === null ? null : <RelativeTime key="sync" at={integration.lastSyncAt} />],
    ['Created', <RelativeTime key="created" at={integration.createdAt} />],
    ...aiFacts(integration),
  ];
  return <FactList facts={facts.filter(([, value]) => value !== '')} />;
}

function AuthTags({ auth }: Pick<Integration, 'auth'>) {
  return (
    <Group component="span" gap={4}>
      {auth.map((badge) => (
        <Tag key={badge} kind={badge === 'none' ? 'quiet' : 'plain'}>
          {authWords[badge]}
        </Tag>
      ))}
    </Group>
  );
}

function definitionText({ definition }: Integration): string | null {
  if (definition === null) return null;
  return `${definition.title} ${definition.version} (OpenAPI ${definition.specVersion})`;
}

function aiFacts(integration: Integration): Fact[] {
  if (integration.type !== 'ai_provider') return [];
  const { model, fallbackId } = integration;
  return [
    ['Model', model],
    ['Costs', costWords(integration.costConfiguration)],
    ['Fallback', fallbackId === null ? null : <FallbackLink key="fallback" id={fallbackId} />],
  ];
}

function FallbackLink({ id }: { id: Integration['id'] }) {
  const { data } = useIntegration(id);
  return <Link to={`/integrations/${id}`}>{data?.displayName ?? '…'}</Link>;
}
