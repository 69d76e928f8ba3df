import { useQuery } from '@tanstack/react-query';
import type { ConnectionId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

/** How many things use a connection; asked for only while its row is on the screen. */
export function UseCount({ id }: { id: ConnectionId }) {
  const { data } = useQuery(orpc.connections.uses.queryOptions({ input: { id } }));
  if (data === undefined) return <span>–</span>;
  return <span title={data.map((use) => use.name).join(', ')}>{data.length.toLocaleString('en')}</span>;
}
