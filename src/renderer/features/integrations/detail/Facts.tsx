import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { authWords, typeWords } from '#renderer/entities/integration/words.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './Facts.module.css';

/** Fields of an integration, by name; what is not set is left out. */
export function Facts({ integration }: { integration: Integration }) {
  const facts: [string, ReactNode][] = [
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
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
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

function aiFacts(integration: Integration): [string, ReactNode][] {
  if (integration.type !== 'ai_provider') return [];
  const { model, fallbackId } = integration;
  return [
    ['Model', model],
    ['Fallback', fallbackId === null ? null : <FallbackLink key="fallback" id={fallbackId} />],
  ];
}

function FallbackLink({ id }: { id: Integration['id'] }) {
  const { data } = useQuery(orpc.integrations.get.queryOptions({ input: { id } }));
  return <Link to={`/integrations/${id}`}>{data?.displayName ?? '…'}</Link>;
}
