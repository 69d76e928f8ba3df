import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { IntegrationStatus } from '#contract/integrations.ts';
import { attentionStates } from '#core/connections/state.ts';
import { useConflicts } from '#renderer/entities/sync/queries.ts';
import { orpc } from '#renderer/platform/client.ts';
import type { HealthRow, Hour } from './HealthStrips.tsx';

/** So many events are looked at for the lines of the latest. */
const latest = 40;
const newest = 3;
/** Strips of health on the page. */
const strips = 20;

/** Named on a card; the rest is counted. */
export const named = 4;

/** An integration whose check failed counts as failing, and not as one without a connection. */
export const notFailing: IntegrationStatus[] = ['unknown', 'ok'];

/** What a card counts and names is what its list shows. */
function connectionsIn(states: keyof typeof attentionStates) {
  return orpc.connections.list.queryOptions({ input: { limit: named, states: [...attentionStates[states]] } });
}

/** Everything that the overview shows; each part comes when it is there. */
export function useOverview() {
  return {
    integrations: useQuery(
      orpc.integrations.list.queryOptions({ input: { limit: newest, sort: 'createdAt', direction: 'desc' } }),
    ),
    failing: useQuery(orpc.integrations.list.queryOptions({ input: { limit: named, statuses: ['error'] } })),
    unconnected: useQuery(
      orpc.integrations.list.queryOptions({ input: { limit: named, attention: true, statuses: notFailing } }),
    ),
    connections: useQuery(orpc.connections.list.queryOptions({ input: { limit: 1 } })),
    refused: useQuery(connectionsIn('failing')),
    needsSignIn: useQuery(connectionsIn('signIn')),
    expiring: useQuery(connectionsIn('ending')),
    conflicts: useConflicts(),
    health: useQuery(orpc.activity.health.queryOptions()),
    sent: useQuery(orpc.activity.list.queryOptions({ input: { kinds: ['request'], limit: 1 } })),
    activity: useQuery(orpc.activity.list.queryOptions({ input: { limit: latest } })),
  };
}

export type Overview = ReturnType<typeof useOverview>;

type Health = NonNullable<Overview['health']['data']>;

/** The strips to show with their names, those with failures first. An integration that is gone has none. */
export function useHealthRows(health: Health): HealthRow[] {
  const chosen = useMemo(() => worstFirst(health).slice(0, strips), [health]);
  const names = useQueries({
    queries: chosen.map(({ integrationId: id }) => orpc.integrations.get.queryOptions({ input: { id } })),
  });
  return chosen.flatMap(({ integrationId: id, hours }, index) => {
    const name = names[index]?.data?.displayName;
    return name === undefined ? [] : [{ id, name, hours }];
  });
}

function worstFirst(health: Health): Health {
  const sum = (hours: Hour[], of: 'ok' | 'failed') => hours.reduce((total, hour) => total + hour[of], 0);
  return health.toSorted(
    (a, b) => sum(b.hours, 'failed') - sum(a.hours, 'failed') || sum(b.hours, 'ok') - sum(a.hours, 'ok'),
  );
}
