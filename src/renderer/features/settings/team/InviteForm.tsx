import { Button, Code, NumberInput, ScrollArea, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role, UserId } from '#contract/common.ts';
import { syncContract } from '#contract/sync.ts';
import { useMembers } from '#renderer/entities/tenant/queries.ts';
import { roleOptions } from '#renderer/entities/tenant/words.ts';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { client, inputOf, orpc } from '#renderer/platform/client.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ActionRow, Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { Notice } from '#renderer/ui/Notice.tsx';

/** A member who gets another computer. */
export interface InvitedMember {
  userId: UserId;
  name: string;
}

/** Opens what makes an invitation, for someone new or for another computer of a member. */
export function openInvite(member: InvitedMember | null = null): void {
  openDialog((close) => (
    <Dialog
      title={member === null ? 'Invite someone' : `Invite another computer of ${member.name}`}
      onClose={close}
      closeOnClickOutside={false}
    >
      <InviteForm member={member} onClose={close} />
    </Dialog>
  ));
}

type Invitation = Awaited<ReturnType<typeof client.sync.invite>>;

interface InviteFormProps {
  /** The member who gets another computer; null for someone new. */
  member: InvitedMember | null;
  onClose(): void;
}

/** Makes an invitation, and shows it once: it is nowhere else, and goes with the dialog. */
function InviteForm({ member, onClose }: InviteFormProps) {
  const [made, setMade] = useState<{ invitation: Invitation; name: string } | null>(null);
  if (made !== null) return <MadeInvitation {...made} onClose={onClose} />;
  return <Fields member={member} onMade={(invitation, name) => setMade({ invitation, name })} onClose={onClose} />;
}

const usualDays = 7;
const noRole: Role = 'editor';

interface FieldsProps extends InviteFormProps {
  onMade(invitation: Invitation, name: string): void;
}

const someoneNew = '';

function Fields({ member: given, onMade, onClose }: FieldsProps) {
  const queries = useQueryClient();
  const members = useMembers();
  const [member, setMember] = useState(given);
  const known = members.data?.find(({ userId }) => userId === member?.userId);
  const form = useForm({
    initialValues: { name: member?.name ?? '', email: '', role: noRole, days: usualDays },
    schema: inputOf(syncContract.invite),
    toInput: ({ name, email, role, days }) =>
      member === null
        ? { name, email: email.trim() === '' ? null : email.trim(), role, days }
        : { name, email: known?.email ?? null, role: known?.role ?? role, days, userId: member.userId },
    save: async (input) => ({ invitation: await client.sync.invite(input), name: input.name }),
    onSaved: ({ invitation, name }) => {
      onMade(invitation, name);
      void queries.invalidateQueries({ queryKey: orpc.sync.logins.key() });
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        {given === null && members.data !== undefined ? (
          <Select
            label="For"
            data={[
              { value: someoneNew, label: 'Someone new' },
              ...members.data.map(({ userId, name }) => ({ value: userId, label: `Another computer of ${name}` })),
            ]}
            allowDeselect={false}
            value={member?.userId ?? someoneNew}
            onChange={(id) => {
              const chosen = members.data.find(({ userId }) => userId === id) ?? null;
              setMember(chosen);
              form.set({ name: chosen?.name ?? '' });
            }}
          />
        ) : null}
        {member === null ? (
          <>
            <TextInput label="Name" required data-autofocus maxLength={120} {...form.fields.getInputProps('name')} />
            <TextInput label="Email" type="email" {...form.fields.getInputProps('email')} />
            <Select label="Role" data={roleOptions} allowDeselect={false} {...form.fields.getInputProps('role')} />
          </>
        ) : (
          <Text size="sm">
            The computer gets a login of its own with the same role, so that it can be ended alone when it is lost.
          </Text>
        )}
        <NumberInput
          label="Valid for (days)"
          description="It can be used once in this time."
          min={1}
          max={30}
          allowDecimal={false}
          {...form.fields.getInputProps('days')}
        />
        <FormFault form={form} title="The invitation was not made" />
        {form.error === null ? null : <UnlockForFault error={form.error} onUnlocked={() => form.submit()} />}
        <FormActions
          form={form}
          action="Make the invitation"
          onCancel={onClose}
          disabled={form.values.name.trim() === '' || (member !== null && members.isPending)}
        />
      </Stack>
    </Form>
  );
}

const until = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

interface MadeInvitationProps {
  invitation: Invitation;
  name: string;
  onClose(): void;
}

function MadeInvitation({ invitation: { invitation, expiresAt }, name, onClose }: MadeInvitationProps) {
  return (
    <Stack gap="md">
      <Notice role="status" color="orange" title="It is shown only now">
        The invitation contains a login to the team’s database. Send it to {name} over a way that nobody else reads. If
        it is lost, revoke it and invite again.
      </Notice>
      <ScrollArea.Autosize mah={180} viewportProps={{ tabIndex: 0, 'aria-label': 'Invitation', role: 'region' }}>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {invitation}
        </Code>
      </ScrollArea.Autosize>
      <Text size="sm">
        {name} enters it in Settings, Team, “Join a team”. It is valid until {until.format(expiresAt)}.
      </Text>
      <ActionRow>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
        <CopyTextButton size="sm" value={invitation}>
          Copy the invitation
        </CopyTextButton>
      </ActionRow>
    </Stack>
  );
}
