import { Button, Group, Select, Table } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { role } from '#contract/common.ts';
import type { Member } from '#contract/tenants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { Tag } from '#renderer/ui/Tag.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { MemberForm } from './MemberForm.tsx';

interface MemberRowProps {
  member: Member;
  tenantName: string;
  admin: boolean;
}

/** One person: name, role, and what an admin can do about them. */
export function MemberRow({ member, tenantName, admin }: MemberRowProps) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: orpc.tenants.key() });
  const update = useMutation(orpc.tenants.updateMember.mutationOptions({ onSuccess }));
  const remove = useMutation(orpc.tenants.removeMember.mutationOptions({ onSuccess }));
  const edit = () => {
    const modalId = `member ${member.userId}`;
    modals.open({
      modalId,
      title: `Edit ${member.name}`,
      children: <MemberForm member={member} onClose={() => modals.close(modalId)} />,
    });
  };
  const ask = async () => {
    const yes = await confirm({
      title: `Remove ${member.name} from ${tenantName}?`,
      body: 'They lose their way into the tenant. What they made stays.',
      action: 'Remove',
    });
    if (yes) remove.mutate({ userId: member.userId }, { onSuccess: () => toastDone(`${member.name} was removed.`) });
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          {member.name}
          {member.self ? <Tag kind="quiet">you</Tag> : null}
        </Group>
      </Table.Td>
      <Table.Td>{member.email ?? '–'}</Table.Td>
      <Table.Td>
        <Select
          size="xs"
          w={120}
          aria-label={`Role of ${member.name}`}
          data={role.options}
          value={member.role}
          allowDeselect={false}
          disabled={!admin || update.isPending}
          onChange={(next) => {
            const parsed = role.safeParse(next);
            if (parsed.success) update.mutate({ userId: member.userId, role: parsed.data });
          }}
        />
      </Table.Td>
      <Table.Td>
        {admin || member.self ? (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button size="compact-sm" variant="subtle" aria-label={`Edit ${member.name}`} onClick={edit}>
              Edit
            </Button>
            {admin && !member.self ? (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                aria-label={`Remove ${member.name}`}
                onClick={() => void ask()}
              >
                Remove
              </Button>
            ) : null}
          </Group>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
