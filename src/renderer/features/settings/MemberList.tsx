import { Anchor, Button, Group, Select, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type Role, role } from '#contract/common.ts';
import { type Member, tenantsContract } from '#contract/tenants.ts';
import { useTeam } from '#renderer/entities/sync/queries.ts';
import { useMembers } from '#renderer/entities/tenant/queries.ts';
import { roleOptions } from '#renderer/entities/tenant/words.ts';
import { client, inputOf, orpc } from '#renderer/platform/client.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { confirm, Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { Block } from './Block.tsx';

interface MemberListProps {
  tenantName: string;
  /** The person may change people and roles. */
  admin: boolean;
}

/** The people of the tenant, and what each may do. */
export function MemberList({ tenantName, admin }: MemberListProps) {
  const members = useMembers();
  const isShared = useTeam() != null;
  return (
    <Block
      title={`People of ${tenantName}`}
      description="Viewers read. Editors also change things and send requests. Admins also manage people, the vault and settings."
    >
      {members.isError ? <ErrorNotice error={members.error} onRetry={() => void members.refetch()} /> : null}
      {members.isPending ? <Loading h={80} /> : null}
      <UnreadableRows rows={members.data ?? []} />
      {members.data === undefined ? null : (
        <Table aria-label="People">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Email</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.data.map((member) => (
              <MemberRow
                key={member.userId}
                member={member}
                tenantName={tenantName}
                admin={admin}
                isShared={isShared}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {admin && isShared ? (
        <Text size="sm" c="dimmed">
          This tenant is shared. Invite and remove people in the{' '}
          <Anchor component={Link} to="/settings/team" inherit underline="always">
            team’s settings
          </Anchor>
          , so that their logins begin and end with them.
        </Text>
      ) : null}
      {admin && !isShared ? (
        <Group>
          <Button
            variant="default"
            leftSection={<IconUserPlus size={16} aria-hidden />}
            onClick={() => openMember(null)}
          >
            Add a person
          </Button>
        </Group>
      ) : null}
    </Block>
  );
}

interface MemberRowProps {
  member: Member;
  tenantName: string;
  admin: boolean;
  /** The tenant is shared with a team, where people are removed together with their logins. */
  isShared: boolean;
}

/** One person: name, role, and what an admin can do about them. */
function MemberRow({ member, tenantName, admin, isShared }: MemberRowProps) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: orpc.tenants.key() });
  const update = useMutation(orpc.tenants.updateMember.mutationOptions({ onSuccess }));
  const remove = useMutation(orpc.tenants.removeMember.mutationOptions({ onSuccess }));
  const ask = async () => {
    const yes = await confirm({
      title: `Remove ${member.name} from ${tenantName}?`,
      body: 'They lose access to the tenant. What they created stays.',
      action: 'Remove',
    });
    if (yes) remove.mutate({ userId: member.userId }, { onSuccess: () => toastDone(`${member.name} removed`) });
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
          data={roleOptions}
          value={member.role}
          allowDeselect={false}
          disabled={!admin || update.isPending}
          onChange={(next) => {
            const parsed = role.safeParse(next);
            if (!parsed.success) return;
            const expected = { role: member.role };
            update.mutate({ userId: member.userId, role: parsed.data, expected });
          }}
        />
      </Table.Td>
      <Table.Td>
        {admin || member.self ? (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`Edit ${member.name}`}
              onClick={() => openMember(member)}
            >
              Edit
            </Button>
            {admin && !member.self && !isShared ? (
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

/** Opens the form of a person; null adds one. */
function openMember(member: Member | null): void {
  openDialog((close) => (
    <Dialog title={member === null ? 'Add a person' : `Edit ${member.name}`} onClose={close}>
      <MemberForm member={member} onClose={close} />
    </Dialog>
  ));
}

interface MemberFormProps {
  member: Member | null;
  onClose(): void;
}

const valuesOf = (member: Member | null): { name: string; email: string; role: Role } => ({
  name: member?.name ?? '',
  email: member?.email ?? '',
  role: member?.role ?? 'editor',
});

/** Name, mail address and, for someone new, the role. */
function MemberForm({ member, onClose }: MemberFormProps) {
  const queries = useQueryClient();
  const current = useMembers().data?.find(({ userId }) => userId === member?.userId) ?? member;
  const form = useForm({
    initialValues: valuesOf(member),
    stored: member === null ? undefined : valuesOf(current),
    fromStored: ({ email, ...others }) => ({ ...others, ...(email !== undefined && { email: String(email ?? '') }) }),
    schema: inputOf(tenantsContract.addMember),
    toInput: ({ name, email, role: chosen }) => ({
      name,
      email: email.trim() === '' ? null : email.trim(),
      role: chosen,
    }),
    save: (input, _values, { changes: { name, email }, expected }) =>
      member === null
        ? client.tenants.addMember(input)
        : client.tenants.updateMember({ userId: member.userId, name, email, expected }),
    onSaved: (saved) => {
      toastDone(member === null ? `${saved.name} added` : `${saved.name} saved`);
      onClose();
      void queries.invalidateQueries({ queryKey: orpc.tenants.key() });
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus maxLength={120} {...form.fields.getInputProps('name')} />
        <TextInput label="Email" type="email" {...form.fields.getInputProps('email')} />
        {member === null ? (
          <Select label="Role" data={roleOptions} allowDeselect={false} {...form.fields.getInputProps('role')} />
        ) : null}
        <FormFault form={form} />
        <FormActions
          form={form}
          action={member === null ? 'Add' : 'Save'}
          onCancel={onClose}
          disabled={form.values.name.trim() === ''}
        />
      </Stack>
    </Form>
  );
}
