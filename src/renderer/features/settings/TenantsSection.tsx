import { Button, Group, Table, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session, Tenant } from '#contract/tenants.ts';
import { TenantHint } from '#renderer/entities/tenant/TenantHint.tsx';
import { roleWords } from '#renderer/entities/tenant/words.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { Block } from './Block.tsx';
import { MemberList } from './MemberList.tsx';
import { openCreateTenant, openDeleteTenant, openRenameTenant } from './tenantDialogs.tsx';

/** The tenants of this person, and the people of the tenant they are in. */
export function TenantsSection() {
  const session = useQuery(orpc.tenants.session.queryOptions());
  if (session.isError) return <ErrorNotice error={session.error} onRetry={() => void session.refetch()} />;
  if (session.isPending) return <Loading h={300} />;
  return (
    <>
      <TenantList session={session.data} />
      <MemberList tenantName={session.data.tenant.name} admin={session.data.tenant.role === 'admin'} />
    </>
  );
}

/** Every tenant that the person belongs to. */
function TenantList({ session }: { session: Session }) {
  return (
    <Block title="Tenants" description="Each has its own integrations, connections, people and records.">
      <Table aria-label="Tenants">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Your role</Table.Th>
            <Table.Th>Created</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {session.tenants.map((tenant) => (
            <TenantRow
              key={tenant.id}
              tenant={tenant}
              current={tenant.id === session.tenant.id}
              only={session.tenants.length === 1}
            />
          ))}
        </Table.Tbody>
      </Table>
      <Group>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={openCreateTenant}>
          New tenant
        </Button>
      </Group>
    </Block>
  );
}

interface TenantRowProps {
  tenant: Tenant;
  current: boolean;
  only: boolean;
}

function TenantRow({ tenant, current, only }: TenantRowProps) {
  const queries = useQueryClient();
  const change = useMutation(
    orpc.tenants.switch.mutationOptions({
      onSuccess: async (session) => {
        toastDone(`Switched to ${session.tenant.name}`);
        await queries.invalidateQueries();
      },
    }),
  );
  const admin = tenant.role === 'admin';
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          {tenant.name}
          {current ? <Tag kind="quiet">current</Tag> : null}
        </Group>
        <TenantHint tenant={tenant} />
      </Table.Td>
      <Table.Td>{roleWords[tenant.role]}</Table.Td>
      <Table.Td>
        <RelativeTime at={tenant.createdAt} />
      </Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {current ? null : (
            <Button
              size="compact-sm"
              variant="subtle"
              loading={change.isPending}
              onClick={() => change.mutate({ tenantId: tenant.id })}
            >
              Switch
            </Button>
          )}
          {admin ? (
            <Button size="compact-sm" variant="subtle" onClick={() => openRenameTenant(tenant)}>
              Rename
            </Button>
          ) : null}
          {admin && !only ? (
            <Button size="compact-sm" variant="subtle" color="red" onClick={() => openDeleteTenant(tenant)}>
              Delete
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
