import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';

/** The people of the tenant, each with their role. */
export function useMembers() {
  return useQuery(orpc.tenants.members.queryOptions());
}
