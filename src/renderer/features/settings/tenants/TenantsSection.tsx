import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { MemberList } from './MemberList.tsx';
import { TenantList } from './TenantList.tsx';

/** The tenants of this person, and the people of the tenant they stand in. */
export function TenantsSection() {
  const session = useQuery(orpc.tenants.session.queryOptions());
  if (session.isError) return <ErrorNotice error={session.error} onRetry={() => void session.refetch()} />;
  if (session.isPending) return <Skeleton h={300} aria-label="Loading" />;
  return (
    <>
      <TenantList session={session.data} />
      <MemberList tenantName={session.data.tenant.name} admin={session.data.tenant.role === 'admin'} />
    </>
  );
}
