import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { unnamedPerson } from '#contract/tenants.ts';
import { client } from '#renderer/platform/client.ts';
import { useSession } from '#renderer/session/session.ts';

/** Asks for the name of the person where nobody has given one: the others read it at everything that the person changes. */
export function useOwnName(): { field: ReactNode; isMissing: boolean; save(): Promise<void> } {
  const user = useSession()?.user;
  const [name, setName] = useState('');
  if (user?.name !== unnamedPerson) return { field: null, isMissing: false, save: async () => undefined };
  return {
    field: (
      <TextInput
        label="Your name"
        description="The others of the team read it at what you change."
        required
        data-autofocus
        maxLength={120}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    ),
    isMissing: name.trim() === '',
    save: async () => void (await client.tenants.updateMember({ userId: user.id, name: name.trim() })),
  };
}
