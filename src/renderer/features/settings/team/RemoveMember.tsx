import { Anchor, Button, List, Stack, Text } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { client, orpc } from '#renderer/platform/client.ts';
import { confirm, Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ActionRow } from '#renderer/ui/form/index.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import type { InvitedMember } from './InviteForm.tsx';

type KnownSecret = Awaited<ReturnType<typeof client.sync.removeMember>>['secrets'][number];

/** Takes a person out of the team after a question, and lists the secrets that they have known. */
export async function removeMember({ userId, name }: InvitedMember, queries: QueryClient): Promise<void> {
  const yes = await confirm({
    title: `Remove ${name} from the team?`,
    body: `All logins of ${name} end at once, and the team’s key is changed. What ${name} made stays. What is on their computers stays there; they get nothing more.`,
    action: 'Remove',
  });
  if (!yes) return;
  try {
    const { secrets } = await client.sync.removeMember({ userId });
    toastDone(`${name} was removed from the team`);
    if (secrets.length > 0) showSecrets(name, secrets);
  } catch (error) {
    toastFault(error, `${name} was not removed`);
  }
  await Promise.all([orpc.sync.key(), orpc.tenants.key()].map((queryKey) => queries.invalidateQueries({ queryKey })));
}

function showSecrets(name: string, secrets: readonly KnownSecret[]): void {
  openDialog((close) => (
    <Dialog title={`Secrets that ${name} has known`} size="lg" onClose={close} closeOnClickOutside={false}>
      <Stack gap="sm">
        <Text size="sm">
          They still work. Change each where it was issued, then rotate it here, and nobody outside of the team has a
          valid one.
        </Text>
        <List size="sm" aria-label="Secrets to change">
          {secrets.map((secret, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list stays as it is, and names may be the same
            <List.Item key={at}>
              <SecretName secret={secret} onOpen={close} />
            </List.Item>
          ))}
        </List>
        <ActionRow>
          <Button variant="default" onClick={close}>
            Close
          </Button>
        </ActionRow>
      </Stack>
    </Dialog>
  ));
}

function SecretName({ secret: { integration, name, path }, onOpen }: { secret: KnownSecret; onOpen(): void }) {
  const words = integration === null ? name : `${integration}: ${name}`;
  if (path === null) return words;
  return (
    <Anchor component={Link} to={path} size="sm" onClick={onOpen}>
      {words}
    </Anchor>
  );
}
