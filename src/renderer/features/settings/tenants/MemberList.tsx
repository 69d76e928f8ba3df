import { Button, Group, Skeleton, Table, VisuallyHidden } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Block } from '../Block.tsx';
import { MemberForm } from './MemberForm.tsx';
import { MemberRow } from './MemberRow.tsx';

interface MemberListProps {
  tenantName: string;
  /** The person may change people and roles. */
  admin: boolean;
}

/** The people of the tenant, and what each may do. */
export function MemberList({ tenantName, admin }: MemberListProps) {
  const members = useQuery(orpc.tenants.members.queryOptions());
  const add = () =>
    modals.open({
      modalId: 'member new',
      title: 'Add a person',
      children: <MemberForm member={null} onClose={() => modals.close('member new')} />,
    });
  return (
    <Block
      title={`People of ${tenantName}`}
      description="Viewers read. Editors also change things and send requests. Admins also manage people, the vault and settings."
    >
      {members.isError ? <ErrorNotice error={members.error} onRetry={() => void members.refetch()} /> : null}
      {members.isPending ? <Skeleton h={80} aria-label="Loading" /> : null}
      {members.data === undefined ? null : (
        <Table aria-label="People">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Mail address</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.data.map((member) => (
              <MemberRow key={member.userId} member={member} tenantName={tenantName} admin={admin} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {admin ? (
        <Group>
          <Button variant="default" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={add}>
            Add a person
          </Button>
        </Group>
      ) : null}
    </Block>
  );
}
