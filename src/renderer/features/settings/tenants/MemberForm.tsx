import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Role, role } from '#contract/common.ts';
import type { Member } from '#contract/tenants.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';

interface MemberFormProps {
  /** Null adds a person. */
  member: Member | null;
  onClose(): void;
}

/** Name, mail address and, for someone new, the role. */
export function MemberForm({ member, onClose }: MemberFormProps) {
  const [name, setName] = useState(member?.name ?? '');
  const [email, setEmail] = useState(member?.email ?? '');
  const [chosen, setChosen] = useState<Role>(member?.role ?? 'editor');
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const fields = { name, email: email.trim() === '' ? null : email.trim() };
      return member === null
        ? client.tenants.addMember({ ...fields, role: chosen })
        : client.tenants.updateMember({ userId: member.userId, ...fields });
    },
    meta: { quiet: true },
    onSuccess: async (saved) => {
      toastDone(member === null ? `${saved.name} was added.` : `${saved.name} is saved.`);
      onClose();
      await queries.invalidateQueries({ queryKey: orpc.tenants.key() });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          data-autofocus
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Mail address"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {member === null ? (
          <Select
            label="Role"
            data={role.options}
            allowDeselect={false}
            value={chosen}
            onChange={(next) => setChosen(role.catch('viewer').parse(next))}
          />
        ) : null}
        {save.isError ? <ErrorNotice error={save.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {member === null ? 'Add' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
