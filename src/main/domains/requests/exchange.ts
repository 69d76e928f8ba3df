import type { Exchange } from '#contract/requests.ts';
import type { NewExchange } from './table.ts';

/** An exchange as it is shown, of its row. */
export function toExchange(row: Omit<NewExchange, 'body'>): Exchange {
  const { id, at, actorId, actorName, method, url, record } = row;
  const { integrationId = null, integrationName = null, operationKey = null, connectionName = null } = row;
  return {
    ...{ id, at, method, url, integrationId, integrationName, operationKey, connectionName },
    actor: { id: actorId, name: actorName },
    ...record,
  };
}
