import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { orpc } from '#renderer/platform/client.ts';

/** The people of the tenant, each with their role. */
export function useMembers() {
  return useQuery(orpc.tenants.members.queryOptions());
}

/** Moves the window to another tenant of the person, on its overview. */
export function useSwitchTenant() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation(
    orpc.tenants.switch.mutationOptions({
      onSuccess: async () => {
        await navigate('/');
        await queries.resetQueries();
      },
    }),
  );
}
