import type { IntegrationRow } from '#contract/integrations.ts';
import type { HealthRow } from './HealthStrips.tsx';
import type { Hour } from './healthHours.ts';

const shown = 20;

/** Names the strips, those with failures first; an integration that is gone has none. */
export function healthRows(
  health: readonly { integrationId: string; hours: Hour[] }[],
  integrations: readonly Pick<IntegrationRow, 'id' | 'displayName'>[],
): HealthRow[] {
  const names = new Map<string, string>(integrations.map(({ id, displayName }) => [id, displayName]));
  const failures = (row: HealthRow) => row.hours.reduce((sum, hour) => sum + hour.failed, 0);
  return health
    .flatMap(({ integrationId: id, hours }) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id, name, hours }];
    })
    .toSorted((a, b) => failures(b) - failures(a) || a.name.localeCompare(b.name))
    .slice(0, shown);
}
